import { type SearchResult } from './search.js';
import { Tally } from './world/tally.js';

/** What one worker does in one go: runs of one seed. */
export interface Batch {
  readonly runs: number;
  readonly seed: number;
  readonly path?: string;
}

const largestBatch = 1_000;

/** Milliseconds between lines of progress. */
const progressInterval = 10_000;

/** The same batches, however many workers share them. */
export function* batchesOf(runs: number, seed: number, path: string | undefined): Generator<Batch, undefined> {
  if (path !== undefined) return void (yield { runs: 1, seed, path });
  for (let left = runs, next = seed; left > 0; left -= largestBatch, next++) {
    yield { runs: Math.min(left, largestBatch), seed: next };
  }
  return undefined;
}

/** Adds up what the runs report, and says so. */
export class Report {
  readonly failures: string[] = [];
  private readonly tally = new Tally();
  private readonly begun = Date.now();
  private runs = 0;
  private longestGap = 0;
  private said = Date.now();

  constructor(private readonly say: (line: string) => void) {}

  add(result: SearchResult): void {
    this.runs += result.runs;
    this.tally.add(result.counts);
    this.longestGap = Math.max(this.longestGap, result.longestGap);
    if (result.failure !== undefined) this.failures.push(result.failure);
    if (Date.now() - this.said < progressInterval) return;
    this.said = Date.now();
    this.say(this.progress());
  }

  /** @returns the process's exit code */
  finish(): number {
    const { counts } = this.tally;
    for (const name of Object.keys(counts).sort()) this.say(`${String(counts[name]).padStart(12)}  ${name}`);
    this.say(`longest time without a leader: ${(this.longestGap / 1000).toFixed(1)} s`);
    this.say(this.progress());
    for (const failure of this.failures) this.say(failure);
    return this.failures.length > 0 ? 1 : 0;
  }

  private progress(): string {
    const seconds = (Date.now() - this.begun) / 1000;
    const { terms = 0, handovers = 0 } = this.tally.counts;
    const speed = (this.runs / seconds).toFixed(0);
    const { length } = this.failures;
    return `${this.runs} runs, ${speed} a second, ${terms} terms, ${handovers} handovers, ${length} failures`;
  }
}
