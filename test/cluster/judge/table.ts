import { type Story } from './story.js';

/** Markdown: what the scenarios cost, one row for each kind. */
export class Table {
  private readonly stories = new Map<string, Story[]>();

  add(kind: string, story: Story): void {
    this.stories.set(kind, [...(this.stories.get(kind) ?? []), story]);
  }

  toString(): string {
    const rows = [...this.stories].map(([kind, stories]) => row(kind, stories));
    return [
      '| scenario | times | handovers | nobody acted, median (ms) | longest | taken released / from the dead / expired | led after it listened, median (ms) | jobs done / aborted / cut off |',
      '|---|--:|---|--:|--:|--:|--:|--:|',
      ...rows,
    ].join('\n');
  }
}

function row(kind: string, stories: readonly Story[]): string {
  const gaps = stories.flatMap(story => story.gaps).sort((one, other) => one - other);
  const sinceUp = stories.flatMap(story => story.sinceUp).sort((one, other) => one - other);
  const sum = (of: (story: Story) => number) => stories.reduce((total, story) => total + of(story), 0);
  const cells = [
    kind,
    stories.length,
    handovers(stories),
    gaps[Math.floor(gaps.length / 2)] ?? 0,
    gaps.at(-1) ?? 0,
    [sum(story => story.takenReleased), sum(story => story.takenFromDead), sum(story => story.takenExpired)].join(
      ' / ',
    ),
    sinceUp[Math.floor(sinceUp.length / 2)] ?? '',
    `${sum(({ jobs }) => jobs.done)} / ${sum(({ jobs }) => jobs.aborted)} / ${sum(({ jobs }) => jobs.cutOff)}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

/** "1", or "1 (9 times), 2 (once)". */
function handovers(stories: readonly Story[]): string {
  const times = new Map<number, number>();
  for (const story of stories) times.set(story.handovers, (times.get(story.handovers) ?? 0) + 1);
  const sorted = [...times].sort(([one], [other]) => one - other);
  if (sorted.length === 1) return String(sorted[0][0]);
  return sorted.map(([count, often]) => `${count} (${often === 1 ? 'once' : `${often} times`})`).join(', ');
}
