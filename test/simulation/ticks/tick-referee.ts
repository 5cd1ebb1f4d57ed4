import { type InterruptedTick } from '../../../lib/core/elector/leadership-term.js';
import { type TickEvent } from '../../../lib/core/elector/tick-event.js';
import { timings } from './timings.js';
import { type LedgerWatch } from './ledger-watch.js';
import { type SimulatedJob } from './simulated-job.js';
import { type SimulatedSchedule } from './simulated-schedule.js';

interface Seen {
  /** Attempts whose run has begun, and how it ended, if it did. */
  readonly attempts: Map<number, 'done' | 'failed' | undefined>;
  /** Attempts that were reported as interrupted. */
  readonly reported: Set<number>;
  readonly outcomes: Set<TickEvent['outcome']>;
}

/** Watches what is promised of ticks. Instants are those of true time. */
export class TickReferee {
  /** By how much jobs began later than their ticks, in milliseconds. */
  readonly delays: number[] = [];
  private readonly ticks = new Map<number, Seen>();
  /** Run because somebody asked for it. */
  private readonly requested = new Set<number>();
  /** Spans in which one process led, and was not paused. */
  private readonly terms: { readonly process: string; readonly from: number; until: number }[] = [];
  private readonly schedules: { readonly schedule: SimulatedSchedule; readonly since: number }[] = [];

  constructor(
    private readonly job: SimulatedJob,
    private readonly ledger: LedgerWatch,
    private readonly now: () => number,
    /** Milliseconds by which processes may have been wrong about the time until now. */
    private readonly mostWrong: () => number,
    private readonly note: (text: string) => void,
    private readonly violate: (what: string) => void,
  ) {}

  get started(): number {
    return this.ticks.size;
  }

  onSchedule(schedule: SimulatedSchedule): void {
    this.schedules.push({ schedule, since: this.now() });
  }

  onLeads(process: string): void {
    this.terms.push({ process, from: this.now(), until: Infinity });
  }

  /** It no longer leads, or is paused. */
  onGone(process: string): void {
    for (const term of this.terms) if (term.process === process) term.until = Math.min(term.until, this.now());
  }

  onStart(process: string, tick: number, attempt: number): void {
    this.note(`${process} runs ${this.name(tick)} attempt ${attempt}`);
    const { attempts, reported, outcomes } = this.seen(tick);
    const { retryInterrupted, retryFailed } = this.job.options;
    const failures = [...attempts.values()].filter(end => end === 'failed').length;
    if (attempts.has(attempt)) this.violate(`${this.name(tick)} is run twice as attempt ${attempt}`);
    if (attempt > 1 + retryInterrupted + Math.min(failures, retryFailed))
      this.violate(`${this.name(tick)} is attempt ${attempt} after ${failures} failures`);
    if (attempt > 1 && !reported.has(attempt - 1) && attempts.get(attempt - 1) !== 'failed')
      this.violate(`${this.name(tick)} is retried, unreported`);
    if (outcomes.has('late') && attempt === 1) this.violate(`${this.name(tick)} is run, and was called late`);
    if (attempts.size > 0 && this.ledger.finished.has(tick))
      this.violate(`${this.name(tick)} is run again, and was finished`);
    this.checkBegin(tick, attempt);
    attempts.set(attempt, undefined);
  }

  onEnd(tick: number, attempt: number, end: 'done' | 'failed'): void {
    this.seen(tick).attempts.set(attempt, end);
  }

  onInterrupted({ scheduledAt, attempt }: InterruptedTick): void {
    const tick = scheduledAt.getTime();
    this.note(`${this.name(tick)} was interrupted in attempt ${attempt}`);
    this.seen(tick).reported.add(attempt);
    if (this.ledger.begin(tick, attempt) === undefined)
      this.violate(`${this.name(tick)} was interrupted, and not begun`);
    if (this.ledger.finished.has(tick)) this.violate(`${this.name(tick)} was interrupted, and finished`);
  }

  onOutcome({ outcome, scheduledAt, attempt }: TickEvent): void {
    const tick = scheduledAt.getTime();
    this.note(`${this.name(tick)} ${outcome}, attempt ${attempt}`);
    const seen = this.seen(tick);
    seen.outcomes.add(outcome);
    const problem = this.problemWith(outcome, tick, attempt, seen);
    if (problem !== undefined) this.violate(`${this.name(tick)} is called ${outcome}: ${problem}`);
  }

  /** A tick later than that has been run, and so has all that was asked for and begun. */
  hasRun(instant: number): boolean {
    const ticks = [...this.ticks];
    return (
      this.ledger.request === undefined &&
      this.ledger.begunWithin().every(tick => this.seen(tick).outcomes.size > 0) &&
      ticks.some(([tick, { outcomes }]) => tick > instant && (outcomes.has('done') || outcomes.has('failed')))
    );
  }

  /** Once all is calm: every tick of that span has an outcome that was told, and it is the one that it should have. */
  judge(from: number, to: number, requests: number): void {
    this.schedules.forEach(({ schedule, since }, i) => {
      const first = Math.max(from, i === 0 ? since : this.knownSince(schedule, since) + this.mostWrong());
      const end = this.schedules.at(i + 1)?.since ?? Infinity;
      // Of a schedule that was changed, those count that somebody had begun by then, and all before.
      const last =
        end === Infinity ? to : Math.max(...this.ledger.begunWithin(first, end).filter(tick => schedule.has(tick)));
      for (let tick = first < last ? schedule.next(first) : Infinity; tick <= last; tick = schedule.next(tick))
        this.judgeTick(tick);
      this.judgeLeftOver(schedule, Math.max(from, first), end);
    });
    for (const tick of this.ledger.begunWithin()) this.judgeTick(tick);
    if (this.ledger.request !== undefined) this.violate('a requested run is lost');
    if (this.ledger.begunRequests > requests) this.violate('more runs than requests');
  }

  /** Who led when they came due, and when it saw the change of their schedule, tells what it left over. */
  private judgeLeftOver(schedule: SimulatedSchedule, from: number, change: number): void {
    const next = this.schedules.find(({ since }) => since === change);
    if (next === undefined || this.job.options.jitter > 0) return;
    const isSeen = this.knownSince(next.schedule, change);
    const off = this.mostWrong();
    for (const term of this.terms.filter(({ from, until }) => from < change && until > isSeen)) {
      const last = change - off;
      const first = Math.max(from, term.from + off);
      for (let tick = first < last ? schedule.next(first) : Infinity; tick <= last; tick = schedule.next(tick))
        this.judgeTick(tick);
    }
  }

  private judgeTick(tick: number): void {
    const { attempts, outcomes, reported } = this.seen(tick);
    const { retryInterrupted } = this.job.options;
    if (outcomes.size === 0) this.violate(`${this.name(tick)} is lost: nobody heard of it`);
    const hasEnded = [...attempts.values()].some(end => end !== undefined);
    const wasPassedOver = ['missed', 'superseded', 'late'].some(o => outcomes.has(o as TickEvent['outcome']));
    if (!hasEnded && !wasPassedOver && retryInterrupted >= 50)
      this.violate(`${this.name(tick)} was never run to its end`);
    if (!hasEnded && !wasPassedOver && reported.size === 0)
      this.violate(`${this.name(tick)} was neither run to its end nor reported`);
  }

  private checkBegin(tick: number, attempt: number): void {
    const begin = this.ledger.begin(tick, attempt);
    if (begin === undefined) return this.violate(`${this.name(tick)} runs before it is written`);
    const isScheduled = this.schedules.some(
      ({ schedule, since }) => schedule.has(tick) && tick > since - this.mostWrong(),
    );
    if (begin.requested || (begin.asked && !isScheduled)) this.requested.add(tick);
    if (this.requested.has(tick)) return;
    if (begin.paused) this.violate(`${this.name(tick)} runs, and was paused before it was begun`);
    if (attempt > 1) return;
    const { catchUp, jitter } = this.job.options;
    const delay = this.now() - tick;
    this.delays.push(delay);
    if (delay < -this.mostWrong()) this.violate(`${this.name(tick)} runs ${-delay} ms early`);
    if (delay > Math.max(catchUp, 1000) + jitter + this.mostWrong())
      this.violate(`${this.name(tick)} runs ${delay} ms late`);
    if (!isScheduled) this.violate(`${this.name(tick)} was never scheduled`);
  }

  private problemWith(outcome: TickEvent['outcome'], tick: number, attempt: number, seen: Seen): string | undefined {
    const { retryFailed, retryInterrupted, missed, catchUp } = this.job.options;
    const ends = [...seen.attempts.values()];
    const isTooLate = this.now() - tick > catchUp - this.mostWrong();
    switch (outcome) {
      case 'done':
        return seen.attempts.get(attempt) === 'done' ? undefined : 'it has not run to its end';
      case 'failed':
        if (ends.filter(end => end === 'failed').length <= retryFailed) return 'it can be run again';
        return seen.attempts.get(attempt) === 'failed' ? undefined : 'it has not failed';
      case 'interrupted':
        if (!seen.reported.has(attempt)) return 'it was not interrupted';
        return attempt > retryInterrupted ? undefined : 'it can be run again';
      case 'superseded':
        if (ends.length > 0) return 'it was run';
        return missed === 'latest' ? undefined : 'each counts';
      default:
        if (ends.length > 0) return 'it was run';
        // A leader that is cut off may not know yet that the job was resumed.
        return isTooLate ||
          this.isOfFormerSchedule(tick) ||
          this.ledger.wasPausedSince(Math.min(tick, this.now() - timings.renewDeadline) - this.mostWrong())
          ? undefined
          : 'it could have been run';
    }
  }

  /** The job has another schedule by now, of which that is no tick. */
  private isOfFormerSchedule(tick: number): boolean {
    return this.schedules.at(-1)?.schedule.has(tick) === false;
  }

  /** When a leader wrote down that it is the job's schedule. */
  private knownSince({ text }: SimulatedSchedule, since: number): number {
    return this.ledger.schedules.find(seen => seen.text === text && seen.at >= since)?.at ?? Infinity;
  }

  private seen(tick: number): Seen {
    let seen = this.ticks.get(tick);
    if (seen === undefined) {
      this.ticks.set(tick, (seen = { attempts: new Map(), reported: new Set(), outcomes: new Set() }));
    }
    return seen;
  }

  private name(tick: number): string {
    return `tick ${(tick % 86_400_000) / 1000}`;
  }
}
