import { type JobTicks } from './job-ticks.js';
import { problemWithName } from './job-name.js';
import { forgottenAfter } from './ledger.js';
import { assertNotRunning } from './running-job.js';
import { type TickContext } from './tick-context.js';
import { runTick } from './tick-run.js';
import { InvalidLeaderOptionsError } from '../errors/invalid-leader-options.error.js';

/** What `runOnce` takes beside the tick: the job has no schedule here. */
export interface RunOnceOptions {
  /**
   * How often a tick that a leader's end interrupted may be run again, by a call with the same `scheduledAt` (see the event
   * `interrupted`).
   *
   * @default 0
   */
  retryInterrupted?: number;
}

/** Milliseconds: a tick further ahead than that is a mistake, of a clock or of somebody. */
const farAhead = 24 * 3_600_000;

/** Ticks of jobs that have no schedule here: the app asks for them. Those of one job wait for each other. */
export class RunOnce {
  /** Runs under way, by the name of their job. */
  private readonly queues = new Map<string, Promise<unknown>>();

  constructor(
    private readonly context: TickContext,
    private readonly jobs: ReadonlyMap<string, JobTicks>,
  ) {}

  async run<T>(
    name: string,
    scheduledAt: Date,
    fn: () => T | Promise<T>,
    options: RunOnceOptions = {},
  ): Promise<T | undefined> {
    assertNotRunning(this.context.ledger, name, `runOnce('${name}')`);
    const previous = this.queues.get(name) ?? Promise.resolve();
    const run = previous.then(() => this.runNow(name, scheduledAt.getTime(), fn, options));
    const settled = run.catch(() => {});
    this.queues.set(name, settled);
    void settled.then(() => {
      if (this.queues.get(name) === settled) this.queues.delete(name);
    });
    return run;
  }

  private async runNow<T>(
    name: string,
    scheduledAt: number,
    fn: () => T | Promise<T>,
    { retryInterrupted = 0 }: RunOnceOptions,
  ): Promise<T | undefined> {
    const { elector, ledger, clock } = this.context;
    const problem = this.problemWith(name, scheduledAt);
    if (problem !== undefined) throw new InvalidLeaderOptionsError([problem], 'LeaderService.runOnce');
    if (!elector.isLeader) return undefined;
    const entry = ledger.entry(name);
    const begun = entry?.begun ?? -Infinity;
    const isRetry =
      entry !== undefined &&
      begun === scheduledAt &&
      entry.finished !== scheduledAt &&
      entry.attempt <= retryInterrupted;
    if (scheduledAt <= begun && !isRetry) return undefined;
    if (scheduledAt > clock.now() + farAhead) this.warnOfFuture(name, scheduledAt);
    const attempt = isRetry ? entry.attempt + 1 : 1;
    const tick = { name, call: name, scheduledAt, attempt, latest: Infinity, retryFailed: 0 };
    const result = await runTick(this.context, tick, fn);
    if (result.type === 'failed' || result.type === 'interrupted') throw result.error;
    return result.type === 'done' ? result.value : undefined;
  }

  private problemWith(name: string, scheduledAt: number): string | undefined {
    const problem = problemWithName(name);
    if (problem !== undefined) return problem;
    if (this.jobs.has(name)) return `"${name}" is a job with a schedule of its own.`;
    if (Number.isNaN(scheduledAt)) return 'Expected `scheduledAt` to be a valid Date.';
    if (scheduledAt >= this.context.clock.now() - forgottenAfter) return undefined;
    return (
      'Expected `scheduledAt` to be at most 400 days old, because the lease remembers ticks for so long; got ' +
      `${new Date(scheduledAt).toISOString()}.`
    );
  }

  private warnOfFuture(name: string, scheduledAt: number): void {
    this.context.elector.options.logger.warn(
      `runOnce('${name}') was asked for the tick of ${new Date(scheduledAt).toISOString()}, which is more than a day ` +
        'ahead. After it no earlier tick of that job is run any more.',
    );
  }
}
