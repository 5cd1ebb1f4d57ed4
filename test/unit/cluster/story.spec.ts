import { describe, expect, it } from '@jest/globals';
import { tell } from '../../cluster/judge/story.js';
import { Table } from '../../cluster/judge/table.js';
import { at, job, journal, state, yes } from './stories.js';

const span = { from: BigInt(at(50)), to: BigInt(at(5_000)) };

describe('The story of what pods did', () => {
  const history = [state(0, 5, 'one'), state(100, 6, ''), state(120, 7, 'other')];
  const one = journal('one', yes(10, '5'), job(20, 1, 'begun'), job(60, 1, 'done'), yes(90, '5'));
  const other = journal('other', yes(130, '7'), yes(4_990, '7'));

  it('counts handovers, gaps, and what the lease was before', () => {
    expect(tell({ journals: [one, other], history }, span)).toEqual({
      handovers: 1,
      gaps: [40],
      takenReleased: 1,
      takenFromDead: 0,
      takenExpired: 0,
      sinceUp: [],
      jobs: { done: 1, aborted: 0, cutOff: 0 },
      losses: [],
    });
  });

  it('tells a lease that has run out from one that was released, and from one of a process that the kernel says is dead', () => {
    const expired = [state(0, 5, 'one'), state(20_120, 7, 'other')];
    const late = { journals: [one, journal('other', yes(20_130, '7'))], history: expired };
    const long = { ...span, to: BigInt(at(30_000)) };
    expect(tell(late, long)).toMatchObject({ takenReleased: 0, takenFromDead: 0, takenExpired: 1 });
    const unreleased = history.filter(({ holder }) => holder !== '');
    const early = tell({ journals: [one, other], history: unreleased }, span);
    expect(early).toMatchObject({ takenReleased: 0, takenFromDead: 1, takenExpired: 0 });
  });

  it('counts jobs that were aborted, and those that a process took along when it died', () => {
    const killed = journal('one', job(70, 1, 'begun'), job(75, 2, 'begun'), job(80, 2, 'aborted'), yes(90, '5'));
    expect(tell({ journals: [killed, other], history }, span).jobs).toEqual({ done: 0, aborted: 1, cutOff: 1 });
  });

  it('counts no job as cut off that is under way at the end', () => {
    const working = journal('other', yes(130, '7'), job(4_900, 1, 'begun'), yes(4_995, '7'));
    expect(tell({ journals: [one, working], history }, span).jobs.cutOff).toBe(0);
  });

  it('tells when a process that took from the dead first acted after it listened', () => {
    const unreleased = history.filter(({ holder }) => holder !== '');
    const restarted = journal('other', { type: 'up', at: at(100) }, yes(130, '7'));
    expect(tell({ journals: [one, restarted], history: unreleased }, span).sinceUp).toEqual([30]);
    expect(tell({ journals: [one, restarted], history }, span).sinceUp).toEqual([]);
  });

  it('makes a table, a row for each kind', () => {
    const table = new Table();
    const story = tell({ journals: [one, other], history }, span);
    for (const handovers of [1, 1, 2]) table.add('rollout', { ...story, handovers, sinceUp: [handovers] });
    expect(String(table).split('\n').at(-1)).toBe(
      '| rollout | 3 | 1 (2 times), 2 (once) | 40 | 40 | 3 / 0 / 0 | 1 | 3 / 0 / 0 |',
    );
  });
});
