import { type InterruptedTick } from '../../../lib/core/elector/leadership-term.js';
import { parseEntry } from '../../../lib/core/ticks/ledger-entry.js';
import { type EventQueue } from './event-queue.js';
import { type SimulatedJob } from './tick-world.js';

interface Seen {
  /** Attempts whose run has begun. */
  readonly started: Set<number>;
  ended: boolean;
  /** Attempts that were reported as interrupted. */
  readonly reported: Set<number>;
}

/** Watches what is promised of ticks. */
export class TickReferee {
  readonly violations: string[] = [];
  private readonly ticks = new Map<number, Seen>();
  private begun: { tick: number; attempt: number } | undefined;

  constructor(
    private readonly job: SimulatedJob,
    private readonly time: EventQueue,
    private readonly epoch: number,
    private readonly note: (text: string) => void,
  ) {}

  /** The lease says of the job what was begun. */
  get hasLedger(): boolean {
    return this.begun !== undefined;
  }

  get started(): number {
    return this.ticks.size;
  }

  /** The lease was written. */
  onLedger(text: string | undefined): void {
    const entry = text === undefined ? undefined : parseEntry(text);
    this.begun = entry?.begun === undefined ? undefined : { tick: entry.begun, attempt: entry.attempt };
  }

  onStart(process: string, tick: number, attempt: number): void {
    this.note(`${process} runs ${this.name(tick)} attempt ${attempt}`);
    const seen = this.seen(tick);
    if (seen.started.has(attempt)) this.violate(`${this.name(tick)} is run twice as attempt ${attempt}`);
    if (attempt > 1 + this.job.options.retryInterrupted) this.violate(`${this.name(tick)} is attempt ${attempt}`);
    if (attempt > 1 && !seen.reported.has(attempt - 1)) this.violate(`${this.name(tick)} is retried, unreported`);
    if (this.begun === undefined || this.begun.tick < tick)
      this.violate(`${this.name(tick)} runs before it is written`);
    seen.started.add(attempt);
  }

  onEnd(tick: number): void {
    this.seen(tick).ended = true;
  }

  onInterrupted({ scheduledAt, attempt }: InterruptedTick): void {
    const tick = scheduledAt.getTime();
    this.note(`${this.name(tick)} was interrupted in attempt ${attempt}`);
    this.seen(tick).reported.add(attempt);
  }

  /** A tick later than that has been run to its end, or failed. */
  hasRun(instant: number): boolean {
    return [...this.ticks].some(([tick, { ended }]) => tick > instant && ended);
  }

  /**
   * Once all is calm: every tick of that span was begun, run to its end or reported, and with enough retries run to its
   * end.
   */
  judge(from: number, to: number): void {
    const { period, options } = this.job;
    for (let tick = Math.ceil(from / period) * period; tick <= to; tick += period) {
      const seen = this.ticks.get(tick);
      if (seen === undefined) {
        this.violate(`${this.name(tick)} is lost`);
      } else if (!seen.ended && options.retryInterrupted >= 50) {
        this.violate(`${this.name(tick)} was never run to its end`);
      } else if (!seen.ended && seen.reported.size === 0) {
        this.violate(`${this.name(tick)} was neither run to its end nor reported`);
      }
    }
  }

  private seen(tick: number): Seen {
    let seen = this.ticks.get(tick);
    if (seen === undefined) {
      this.ticks.set(tick, (seen = { started: new Set(), ended: false, reported: new Set() }));
    }
    return seen;
  }

  private name(tick: number): string {
    return `tick ${(tick - this.epoch) / 1000}`;
  }

  private violate(what: string): void {
    this.note(`VIOLATION ${what}`);
    this.violations.push(`at ${(this.time.now / 1000).toFixed(3)}: ${what}`);
  }
}
