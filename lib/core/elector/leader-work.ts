import { AsyncLocalStorage } from 'node:async_hooks';
import { runChannels } from '../diagnostics/channels.js';
import { TraceCall } from '../diagnostics/trace-call.js';
import { type ActiveTerm } from './active-term.js';
import { type RunTracer, type TracedRun } from './run-tracer.js';
import { type LeaderRun, type LeadershipTerm, type Tick } from './leadership-term.js';

/** A call that the gate let through. `stop()` and `stepDown()` wait for its end. */
export interface OpenRun {
  /** What the call sees as `currentRun`. */
  readonly run: LeaderRun;
  /** The term that let it through. */
  readonly term: LeadershipTerm;
  /** Calls `fn` with `currentRun` set, for it and whatever it awaits. */
  within<T>(fn: () => T): T;
  /** Exactly once counts; more is harmless. */
  end(): void;
}

/** The runs around a call, innermost first: an app may gate one call by two leases. */
interface RunContext {
  readonly work: LeaderWork;
  readonly counted: CountedRun;
  readonly outer: RunContext | undefined;
}

/** Holds no state of its own: each context names the work it belongs to, so that apps in one process stay apart. */
const contexts = new AsyncLocalStorage<RunContext>();

/** The calls of one elector that are under way, as a linked list: a Set that fills and empties all the time is slow. */
export class LeaderWork {
  tracer: RunTracer | undefined;
  private newest: CountedRun | undefined;

  /** @param onIdle the last call that was under way has ended */
  constructor(private readonly onIdle: () => void) {}

  get isRunning(): boolean {
    return this.newest !== undefined;
  }

  /** Calls. The run around a call is no further one. */
  get count(): number {
    const calls = new Map<string, { own: number; around: number }>();
    for (let run = this.newest; run; run = run.older) {
      const of = calls.get(run.name) ?? { own: 0, around: 0 };
      of[run.isAround ? 'around' : 'own']++;
      calls.set(run.name, of);
    }
    return [...calls.values()].reduce((count, { own, around }) => count + Math.max(own, around), 0);
  }

  /** Their names, each once. */
  get names(): string[] {
    const names = new Set<string>();
    for (let run = this.newest; run; run = run.older) names.add(run.name);
    return [...names].reverse();
  }

  get currentRun(): LeaderRun | undefined {
    for (let context = contexts.getStore(); context; context = context.outer) {
      if (context.work === this) return context.counted.run;
    }
    return undefined;
  }

  /** Whether the caller is part of work that is under way: waiting for that to end would be waiting for itself. */
  get isInside(): boolean {
    for (let context = contexts.getStore(); context; context = context.outer) {
      if (context.work === this && !context.counted.hasEnded) return true;
    }
    return false;
  }

  begin(active: ActiveTerm, name: string, tick?: Tick): OpenRun {
    const run = this.opened(active, name, tick ? Object.freeze({ ...active.run, ...tick }) : active.run, false);
    if (this.tracer) run.traced = this.tracer.began(name, run.run);
    if (runChannels.hasSubscribers) run.published = new TraceCall(runChannels, { name, run: run.run });
    return run;
  }

  /** A run around a call that opens its own when it begins: waited for, but not told to whoever traces runs. */
  beginAround(active: ActiveTerm, name: string): OpenRun {
    return this.opened(active, name, active.run, true);
  }

  private opened(active: ActiveTerm, name: string, run: LeaderRun, isAround: boolean): CountedRun {
    const opened = new CountedRun(active, name, this, run, isAround);
    opened.older = this.newest;
    if (this.newest) this.newest.newer = opened;
    this.newest = opened;
    return opened;
  }

  within<T>(counted: CountedRun, fn: () => T): T {
    const { traced, published } = counted;
    const context = { work: this, counted, outer: contexts.getStore() };
    const call = published === undefined ? fn : () => published.within(fn);
    return contexts.run(context, traced === undefined ? call : () => traced.within(call));
  }

  finish(run: CountedRun): void {
    const { older, newer } = run;
    if (older) older.newer = newer;
    if (newer) newer.older = older;
    else this.newest = older;
    run.older = run.newer = undefined;
    if (this.newest === undefined) this.onIdle();
  }
}

class CountedRun implements OpenRun {
  older: CountedRun | undefined;
  newer: CountedRun | undefined;
  hasEnded = false;
  traced: TracedRun | undefined;
  published: TraceCall | undefined;

  constructor(
    private readonly active: ActiveTerm,
    readonly name: string,
    private readonly work: LeaderWork,
    readonly run: LeaderRun,
    readonly isAround: boolean,
  ) {}

  get term(): LeadershipTerm {
    return this.active.term;
  }

  within<T>(fn: () => T): T {
    return this.work.within(this, fn);
  }

  end(): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.published?.ended();
    this.traced?.ended();
    this.work.finish(this);
  }
}
