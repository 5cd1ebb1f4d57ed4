import { type Clock } from '../clock/clock.js';
import { type ElectionHealth } from './election-health.js';
import { type ElectorEvents } from './elector-events.js';
import { type EventObserver } from './event-feed.js';
import { type LeaderRun, type LeadershipTerm, type Tick } from './leadership-term.js';
import { type OpenRun } from './leader-work.js';
import { type LeaseAnnotations } from './lease-annotations.js';
import { type RunTracer } from './run-tracer.js';
import { type Duration } from './options/duration.js';
import { type ResolvedElectorOptions } from './options/elector-options.js';

/** For `stepDown()`. */
export interface StepDownOptions {
  /** How long to stay out afterwards. @default one `leaseDuration`; two `retryInterval`s with `to` */
  cooldown?: Duration;
  /**
   * The identity of the candidate that is to lead next. It takes the lease at once; the others give it one `retryInterval`,
   * in case it is there no more.
   */
  to?: string;
}

/** For `waitForLeadership()`. */
export interface WaitOptions {
  /** Gives up waiting; the promise rejects with its reason. */
  signal?: AbortSignal;
}

/** A listener of one event. */
export type ElectorListener<E extends keyof ElectorEvents> = (...args: ElectorEvents[E]) => void;

/**
 * What the rest of the package asks of an elector: one that campaigns for a lease, or one that a test switches. Whoever
 * needs less says so with `Pick`.
 */
export interface ElectorPort {
  /** What the lease is called in Kubernetes. */
  readonly leaseName: string;
  readonly namespace: string;
  readonly identity: string;
  readonly options: ResolvedElectorOptions;
  /** Whether this process may act now: computed at every read. */
  readonly isLeader: boolean;
  readonly holder: string | undefined;
  readonly term: LeadershipTerm | undefined;
  readonly currentRun: LeaderRun | undefined;
  /** Calls that still run although their term is over, and keep this process out of the election. */
  readonly lingeringWork: number;
  /** How this process is doing in the election. */
  readonly health: ElectionHealth;
  readonly clock: Clock;
  /**
   * Milliseconds by which this process's wall clock is ahead of the API server's, as far as its answers prove; negative
   * if it is behind, 0 if neither is proven.
   */
  readonly clockError: number;
  readonly annotations: LeaseAnnotations;
  enter(name: string, tick?: Tick): OpenRun | undefined;
  /** For what is around a call that enters by itself, such as its answer: the two are one run to whoever counts or traces. */
  enterAround(name: string): OpenRun | undefined;
  start(): Promise<void>;
  stop(): Promise<void>;
  stepDown(options?: StepDownOptions): Promise<void>;
  /** Has `eligible` asked now. */
  reconsider(): void;
  waitForLeadership(options?: WaitOptions): Promise<LeadershipTerm>;
  /** Calls the listener each time that the event happens. */
  on<E extends keyof ElectorEvents>(event: E, listener: ElectorListener<E>): unknown;
  once<E extends keyof ElectorEvents>(event: E, listener: ElectorListener<E>): unknown;
  off<E extends keyof ElectorEvents>(event: E, listener: ElectorListener<E>): unknown;
  /** Whether anybody would hear of such an event. */
  isHeard(event: keyof ElectorEvents): boolean;
  /** Has all events told, as objects, in the order in which they happen. Returns a function that ends it. */
  observe(observer: EventObserver): () => void;
  /** Has every run told from now on; one tracer at a time. */
  traceRuns(tracer: RunTracer): void;
  /** As `on`, but before all listeners there are: the app's handlers hear of a loss before anybody's own listeners. */
  onFirst<E extends keyof ElectorEvents>(event: E, listener: ElectorListener<E>): void;
  /** Tells the listeners something that the elector itself cannot know: what became of a job's tick. */
  report<E extends keyof ElectorEvents>(event: E, ...args: ElectorEvents[E]): void;
}
