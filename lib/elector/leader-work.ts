import { AsyncLocalStorage } from 'node:async_hooks';
import { type ActiveTerm } from './active-term.js';
import { type LeaderRun, type LeadershipTerm, type Tick } from './leadership-term.js';

/** A call that the gate let through. `stop()` and `stepDown()` wait for its end. */
export interface OpenRun {
  readonly run: LeaderRun;
  readonly term: LeadershipTerm;
  /** Calls `fn` with `currentRun` set, for it and whatever it awaits. */
  within<T>(fn: () => T): T;
  /** Exactly once counts; more is harmless. */
  end(): void;
}

/** The runs around a call, innermost first: an app may gate one call by two leases. */
interface RunContext {
  readonly work: LeaderWork;
  readonly run: LeaderRun;
  readonly outer: RunContext | undefined;
}

/** Holds no state of its own: each context names the work it belongs to, so that apps in one process stay apart. */
const contexts = new AsyncLocalStorage<RunContext>();

/** The calls of one elector that are under way. */
export class LeaderWork {
  private readonly open = new Set<CountedRun>();

  /** @param onIdle the last call that was under way has ended */
  constructor(private readonly onIdle: () => void) {}

  get isRunning(): boolean {
    return this.open.size > 0;
  }

  /** Their names, each once. */
  get names(): string[] {
    return [...new Set([...this.open].map(run => run.name))];
  }

  get currentRun(): LeaderRun | undefined {
    for (let context = contexts.getStore(); context; context = context.outer) {
      if (context.work === this) return context.run;
    }
    return undefined;
  }

  begin(active: ActiveTerm, name: string, tick?: Tick): OpenRun {
    const run = new CountedRun(active, name, this, tick ? Object.freeze({ ...active.run, ...tick }) : active.run);
    this.open.add(run);
    return run;
  }

  within<T>(run: LeaderRun, fn: () => T): T {
    return contexts.run({ work: this, run, outer: contexts.getStore() }, fn);
  }

  finish(run: CountedRun): void {
    if (this.open.delete(run) && this.open.size === 0) this.onIdle();
  }
}

class CountedRun implements OpenRun {
  constructor(
    private readonly active: ActiveTerm,
    readonly name: string,
    private readonly work: LeaderWork,
    readonly run: LeaderRun,
  ) {}

  get term(): LeadershipTerm {
    return this.active.term;
  }

  within<T>(fn: () => T): T {
    return this.work.within(this.run, fn);
  }

  end(): void {
    this.work.finish(this);
  }
}
