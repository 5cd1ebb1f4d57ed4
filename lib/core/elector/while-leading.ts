import { HandlerCooldown } from './handler-cooldown.js';
import { isEndOfTerm } from './is-end-of-term.js';
import { type ElectorPort } from './elector-port.js';
import { type LeadershipTerm } from './leadership-term.js';
import { type OpenRun } from './leader-work.js';

/** What `whileLeading()` is given: something that runs for as long as this process leads. */
export interface WorkWhileLeading<T> {
  /** Begins it: opens a consumer, starts a worker. If it throws, this process steps down, so that another can lead. */
  start(term: LeadershipTerm): T | Promise<T>;
  /**
   * Ends it: called once for each `start` that succeeded, as soon as the term is ending. The lease is released when it is
   * done, or `drainTimeout` is over. An error is logged.
   */
  stop(started: T, term: LeadershipTerm): unknown;
  /** What messages call it. @default 'whileLeading()' */
  name?: string;
}

type Elector = Pick<ElectorPort, 'on' | 'off' | 'enter' | 'stepDown' | 'isLeader' | 'term' | 'options' | 'clock'>;

/** Starts work with each term, and stops it with the term. */
export class WhileLeading<T> {
  private readonly name: string;
  private readonly cooldown: HandlerCooldown;
  private readonly leaving = new AbortController();
  private current: Promise<void> = Promise.resolve();

  constructor(
    private readonly elector: Elector,
    private readonly work: WorkWhileLeading<T>,
  ) {
    this.name = work.name ?? 'whileLeading()';
    this.cooldown = new HandlerCooldown(elector.options.leaseDuration);
    elector.on('acquired', this.onAcquired);
    if (elector.term !== undefined) this.onAcquired(elector.term);
  }

  /** Stops what is running, and starts nothing more. Resolves when it has stopped. */
  readonly end = async (): Promise<void> => {
    this.elector.off('acquired', this.onAcquired);
    this.leaving.abort();
    await this.current;
  };

  private readonly onAcquired = (term: LeadershipTerm): void => {
    const run = this.elector.enter(this.name);
    if (run !== undefined) this.current = this.runForTerm(term, run);
  };

  private async runForTerm(term: LeadershipTerm, run: OpenRun): Promise<void> {
    const begun = this.elector.clock.monotonic();
    try {
      await run.within(async () => {
        const started = await this.start(term, begun);
        if (started === undefined) return;
        await aborted(term.endingSignal, this.leaving.signal);
        this.cooldown.afterTerm(this.elector.clock.monotonic() - begun);
        await this.stop(started.value, term);
      });
    } finally {
      run.end();
    }
  }

  /** Undefined if it failed. */
  private async start(term: LeadershipTerm, begun: number): Promise<{ value: T } | undefined> {
    try {
      return { value: await this.work.start(term) };
    } catch (error) {
      this.onFailedStart(term, error, begun);
      return undefined;
    }
  }

  private async stop(started: T, term: LeadershipTerm): Promise<void> {
    try {
      await this.work.stop(started, term);
    } catch (error) {
      if (!isEndOfTerm(error, term)) this.log(`${this.name} failed to stop`, error);
    }
  }

  private onFailedStart(term: LeadershipTerm, error: unknown, begun: number): void {
    if (term.endingSignal.aborted || !this.elector.isLeader) {
      if (!isEndOfTerm(error, term)) this.log(`${this.name} failed to start at the end of the term`, error);
      return;
    }
    const cooldown = this.cooldown.afterFailure(this.elector.clock.monotonic() - begun);
    const steps = `and this process steps down for ${cooldown / 1000} s, so that another can lead`;
    this.log(`${this.name} failed to start, ${steps}`, error);
    void this.elector.stepDown({ cooldown });
  }

  private log(what: string, error: unknown): void {
    this.elector.options.logger.error(`${what}: ${String(error)}`, error instanceof Error ? error.stack : undefined);
  }
}

/** Resolves when one of them is. */
function aborted(...signals: AbortSignal[]): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      for (const signal of signals) signal.removeEventListener('abort', done);
      resolve();
    };
    for (const signal of signals) {
      if (signal.aborted) return done();
      signal.addEventListener('abort', done);
    }
  });
}
