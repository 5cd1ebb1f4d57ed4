import fc from 'fast-check';
import { anyPlan, type Plan } from './plan.js';
import { simulate, type SimulationOptions } from './simulate.js';
import { Tally } from './world/tally.js';

export interface SearchOptions {
  readonly runs: number;
  readonly seed: number;
  /** Of a run that failed: replays it, and nothing else. */
  readonly path?: string;
  /** Looks for the simplest run that fails. @default true */
  readonly shrink?: boolean;
  readonly drift?: number;
}

export interface SearchResult {
  readonly runs: number;
  readonly counts: Readonly<Record<string, number>>;
  /** Milliseconds. */
  readonly longestGap: number;
  /** What went wrong, how, and how to see it again. */
  readonly failure?: string;
}

/** Lines of a failing run's story. */
const storyLength = 60;

/** Runs simulations until one fails. One seed decides everything. */
export async function search(options: SearchOptions): Promise<SearchResult> {
  // Errors are made by the million, and nobody reads where.
  Error.stackTraceLimit = 0;
  const { runs, seed, path, shrink = true, drift } = options;
  const tally = new Tally();
  let longestGap = 0;
  let done = 0;
  const property = fc.asyncProperty(anyPlan, async plan => {
    const world = await simulate(plan, drift === undefined ? {} : { drift });
    done++;
    tally.add(world.tally.counts);
    longestGap = Math.max(longestGap, world.longestGap);
    if (world.violation !== undefined) throw new Error(world.violation);
  });
  const details = await fc.check(property, {
    numRuns: runs,
    seed,
    endOnFailure: !shrink,
    ...(path === undefined ? {} : { path }),
  });
  const result = { runs: done, counts: tally.counts, longestGap };
  if (!details.failed) return result;
  return { ...result, failure: await story(details, { traced: true, ...(drift === undefined ? {} : { drift }) }) };
}

async function story(details: fc.RunDetails<[Plan]>, options: SimulationOptions): Promise<string> {
  const { seed, counterexamplePath: path, errorInstance } = details;
  const [plan] = details.counterexample!;
  const world = await simulate(plan, options).catch(() => undefined);
  return [
    world?.violation ?? (errorInstance as Error).stack,
    `replay: npm run simulate -- --seed ${seed} --path ${path}`,
    JSON.stringify(plan),
    ...(world?.log ?? []).slice(-storyLength),
  ].join('\n');
}
