import { CandidateElector } from '../elector/candidate-elector.js';
import { type ElectorDependencies } from '../elector/elector-dependencies.js';
import { type ElectorOptions } from '../elector/options/elector-options.js';
import { processEnvironment } from '../elector/options/process-environment.js';
import { resolveElectorOptions } from '../elector/options/resolve-options.js';
import { type Settle, showLeader } from '../../kubernetes/show-leader.js';
import { LazyTicks } from '../ticks/lazy-ticks.js';
import { type RunOnceOptions } from '../ticks/run-once.js';

/**
 * A candidate for a lease, without Nest.
 *
 * @example
 * ```ts
 * const elector = new Elector({ leaseName: 'billing' });
 * elector.on('acquired', ({ endingSignal }) => void consume({ signal: endingSignal }));
 * await elector.start();
 * ```
 */
export class Elector extends CandidateElector {
  readonly #ticks = new LazyTicks(this);
  readonly #shown: Settle = showLeader(this);

  /** @throws InvalidLeaderOptionsError lists every mistake */
  constructor(options: ElectorOptions = {}, dependencies: ElectorDependencies = {}) {
    super(resolveElectorOptions(options, processEnvironment(console)), dependencies);
  }

  override async stop(): Promise<void> {
    await super.stop();
    await this.#shown();
  }

  /**
   * Runs one tick of a job, at most once whoever leads. See `LeaderService.runOnce`.
   *
   * @param name the job's in the ledger
   * @param scheduledAt the tick: when it was to run, not when it does; the same in every replica
   * @returns what `fn` returned; undefined if it was not called
   * @throws InvalidLeaderOptionsError (as a rejection), and what `fn` throws
   */
  async runOnce<T>(
    name: string,
    scheduledAt: Date,
    fn: () => T | Promise<T>,
    options?: RunOnceOptions,
  ): Promise<T | undefined> {
    return (await this.#ticks.load()).runOnce(name, scheduledAt, fn, options);
  }
}
