import { describeError } from './describe-error.js';
import { type LedgerEntry } from './ledger-entry.js';
import { type Schedule } from './schedule.js';
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

  /** In pieces, the oldest first. */
  async passed({ name, call }: NamedJob, { outcome, schedule, after, until, reason }: Passed): Promise<void> {
    let count = 0;
    let latest: number | undefined;
    const first = schedule.next(after);
    for (let tick = first; tick !== undefined && tick <= until && count < mostTold; tick = schedule.next(tick)) {
      count++;
      latest = tick;
      this.ended({ job: name, outcome, scheduledAt: new Date(tick), attempt: 0 });
      if (this.turns.left() !== undefined) await this.turns.free();
    }
    if (reason === undefined || first === undefined || latest === undefined) return;
    const ticks =
      count === 1
        ? `the tick of ${new Date(first).toISOString()} was`
        : `${count === mostTold ? `${count} or more` : count} ticks from ${new Date(first).toISOString()} to ` +
          `${new Date(latest).toISOString()} were`;
    this.elector.options.logger.warn(`${call}: ${ticks} not run: ${reason}.`);
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
