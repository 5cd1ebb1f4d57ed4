import { AsyncLocalStorage } from 'node:async_hooks';
import { LeaderElectionError } from '../errors/leader-election.error.js';

/** A run of a job, in it and in all that it calls. */
interface RunningJob {
  readonly jobs: object;
  readonly name: string;
  readonly outer: RunningJob | undefined;
  ended: boolean;
}

const running = new AsyncLocalStorage<RunningJob>();

/** Calls `fn` as a run of a job. `jobs` tells leases, and apps, apart. */
export async function asRunOf<T>(jobs: object, name: string, fn: () => T | Promise<T>): Promise<T> {
  const run: RunningJob = { jobs, name, outer: running.getStore(), ended: false };
  try {
    return await running.run(run, fn);
  } finally {
    run.ended = true;
  }
}

/** @throws LeaderElectionError if a run of that job is waiting for what calls this: it would wait for itself for ever */
export function assertNotRunning(jobs: object, name: string, call: string): void {
  for (let run = running.getStore(); run !== undefined; run = run.outer) {
    if (run.jobs !== jobs || run.name !== name || run.ended) continue;
    throw new LeaderElectionError(
      'waitsForItself',
      `${call} was called from within the job "${name}" itself. Ticks of one job wait for each other, so it would wait ` +
        'for ever. Call what the job does in a method of its own.',
    );
  }
}
