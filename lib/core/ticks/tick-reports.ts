import { describeError } from './describe-error.js';
import { type LedgerEntry } from './ledger-entry.js';
import { latestTick, type Schedule } from './schedule.js';
import { type TickElector } from './tick-elector.js';
import { type Turns } from './turns.js';
import { type TickEvent } from '../elector/tick-event.js';
import { formatDuration } from '../elector/options/duration.js';
import { type Timer } from '../clock/clock.js';

interface NamedJob {
  readonly name: string;
  readonly call: string;
}

/** Ticks that were never begun: after `after`, up to `until`. */
interface Passed {
  readonly outcome: 'missed' | 'superseded';
  readonly schedule: Schedule;
  readonly after: number;
  readonly until: number;
  /** Why, in a warning; undefined if somebody wanted it so. */
  readonly reason: string | undefined;
}

/** Of the ticks that pass in one outage, so many are told one by one. */
const mostTold = 10_000;
/** So many are counted in a warning: no more, since it is said at once. */
const mostCounted = 100;
/** Milliseconds after which a run is called long; each further time after twice as much. */
const long = 600_000;

/** Tells the logs, and whoever listens, what became of ticks. */
export class TickReports {
  constructor(
    private readonly elector: TickElector,
    private readonly turns: Turns,
  ) {}

  ended(tick: TickEvent): void {
    this.elector.report('tick', tick);
  }

  failed({ call }: NamedJob, error: unknown, retryIn: number | undefined): void {
    const { text, stack } = describeError(error);
    const retried = retryIn === undefined ? '' : ` It is run again in ${formatDuration(retryIn)}.`;
    this.elector.options.logger.error(`${call} failed: ${text}${retried}`, stack);
  }

  /** @param willRetry it is run again now */
  interrupted(job: string, { begun = 0, attempt, startedAt }: LedgerEntry, willRetry: boolean): void {
    const scheduledAt = new Date(begun);
    this.elector.options.logger.warn(
      `The tick of ${scheduledAt.toISOString()} of the job "${job}" was begun (attempt ${attempt}), and its leader ended ` +
        `before it was known to be done: ${willRetry ? 'it is run again' : 'it is not run again'}.`,
    );
    this.elector.report('interrupted', { job, scheduledAt, attempt, retried: willRetry });
    if (willRetry) return;
    const started = startedAt === undefined ? {} : { startedAt: new Date(startedAt) };
    this.ended({ job, outcome: 'interrupted', scheduledAt, attempt, ...started });
  }

  late({ name, call }: NamedJob, scheduledAt: number, attempt: number): void {
    this.elector.options.logger.warn(
      `${call} was not run for ${new Date(scheduledAt).toISOString()}: by the time that this was written down, it was too ` +
        'late (`catchUp`).',
    );
    this.ended({ job: name, outcome: 'late', scheduledAt: new Date(scheduledAt), attempt });
  }

  /**
   * One that was to be begun.
   *
   * @param reason why it was not, in a warning; undefined if somebody wanted it so
   */
  notBegun({ name, call }: NamedJob, scheduledAt: number, reason: string | undefined): void {
    const tick = new Date(scheduledAt);
    if (reason !== undefined) {
      this.elector.options.logger.warn(`${call}: the tick of ${tick.toISOString()} was not run: ${reason}.`);
    }
    this.ended({ job: name, outcome: 'missed', scheduledAt: tick, attempt: 0 });
  }

  /** Says it at once, and then tells of each, in pieces, the oldest first: this process may end before it is through. */
  async passed(job: NamedJob, passed: Passed): Promise<void> {
    const { outcome, schedule, after, until } = passed;
    this.warnOfPassed(job, passed);
    let told = 0;
    for (let tick = schedule.next(after); tick !== undefined && tick <= until; tick = schedule.next(tick)) {
      if (++told > mostTold) return;
      this.ended({ job: job.name, outcome, scheduledAt: new Date(tick), attempt: 0 });
      if (this.turns.left() !== undefined) await this.turns.free();
    }
  }

  private warnOfPassed({ call }: NamedJob, { schedule, after, until, reason }: Passed): void {
    const latest = latestTick(schedule, after, until);
    if (reason === undefined || latest === undefined) return;
    let count = 0;
    for (let tick = schedule.next(after); tick !== undefined && tick <= until; tick = schedule.next(tick)) {
      if (++count === mostCounted) break;
    }
    const [from, to] = [schedule.next(after) ?? latest, latest].map(tick => new Date(tick).toISOString());
    const ticks =
      count === 1
        ? `the tick of ${from} was`
        : `${count === mostCounted ? `${count} or more` : count} ticks from ${from} to ${to} were`;
    this.elector.options.logger.warn(`${call}: ${ticks} not run: ${reason}.`);
  }

  /** Of another time or of the same at another hour: ticks from before that do not count. */
  rescheduled({ call }: NamedJob, before: string, schedule: string, after: number): void {
    this.elector.options.logger.log(
      `${call} is scheduled "${schedule}" now, and was "${before}" when somebody led last: its ticks after ` +
        `${new Date(after).toISOString()} count.`,
    );
  }

  /** Says again and again how long that run has been going on. */
  watch({ name, call }: NamedJob, scheduledAt: Date, attempt: number, startedAt: Date): Timer {
    const { clock, options } = this.elector;
    let timer: Timer | undefined;
    const sayAfter = (elapsed: number, wait: number) => {
      timer = clock.setTimer(() => {
        options.logger.warn(
          `${call} has been running for ${formatDuration(elapsed)} (its tick of ${scheduledAt.toISOString()}). Its next ` +
            'ticks wait for it.',
        );
        this.elector.report('longTick', { job: name, scheduledAt, attempt, startedAt });
        sayAfter(2 * elapsed, elapsed);
      }, wait);
    };
    sayAfter(long, long);
    return { cancel: () => timer?.cancel() };
  }
}
