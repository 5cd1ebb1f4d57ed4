import { type Due, dueIn } from './due.js';
import { type Ledger } from './ledger.js';
import { type LedgerEntry } from './ledger-entry.js';
import { latenessAllowed, type ResolvedTickOptions } from './once-options.js';
import { type Schedule } from './schedule.js';
import { type TickClock } from './tick-clock.js';
import { type TickElector } from './tick-elector.js';
import { runTick } from './tick-run.js';

/** A job whose ticks are kept. */
export interface TickJob {
  /** In the ledger. */
  readonly name: string;
  /** In messages: `InvoiceJobs.sendInvoices`. */
  readonly call: string;
  readonly options: ResolvedTickOptions;
  readonly schedule: Schedule;
  run(): unknown;
}

/** What the jobs of one lease share. */
export interface TickContext {
  readonly elector: TickElector;
  readonly ledger: Ledger;
  readonly clock: TickClock;
  /** When the lease was made. */
  leaseCreatedAt(): number;
  reportInterrupted(job: string, entry: LedgerEntry, retry: boolean): void;
}

/** One job's ticks: what is due is run, one after the other, whoever noticed that it is. */
export class JobTicks {
  private running: Promise<void> | undefined;
  private again = false;

  constructor(
    readonly job: TickJob,
    private readonly context: TickContext,
  ) {}

  /** Runs what is due now, if this process leads. Resolves when it is done; never rejects. */
  check(): Promise<void> {
    this.again = true;
    return (this.running ??= this.checkAll());
  }

  private async checkAll(): Promise<void> {
    try {
      while (this.again) {
        this.again = false;
        await this.runDue();
      }
    } finally {
      this.running = undefined;
    }
  }

  private async runDue(): Promise<void> {
    const { elector, ledger } = this.context;
    while (elector.isLeader) {
      const due = this.due();
      if (due.type === 'nothing') return;
      if (due.type === 'run') {
        if (!(await this.run(due.scheduledAt, 1))) return;
      } else {
        this.context.reportInterrupted(this.job.name, due.entry, due.retry);
        if (!due.retry) ledger.setLater(this.job.name, { ...due.entry, givenUp: true });
        else if (!(await this.run(due.entry.begun, due.entry.attempt + 1))) return;
      }
    }
  }

  private due(): Due {
    const { elector, ledger, clock } = this.context;
    const { name, schedule, options } = this.job;
    return dueIn({
      entry: ledger.entry(name),
      schedule,
      options,
      lateness: latenessAllowed(options, elector.options.leaseDuration),
      now: clock.now(),
      leaseCreatedAt: this.context.leaseCreatedAt(),
    });
  }

  /** False where it could not be run: who leads next will. */
  private async run(scheduledAt: number, attempt: number): Promise<boolean> {
    const { elector, ledger } = this.context;
    const { call } = this.job;
    const outcome = await runTick(elector, ledger, this.job, { scheduledAt, attempt }, () => this.job.run());
    if (!outcome.ran) return false;
    const { result, gaveUp } = outcome;
    if (result.status === 'rejected' && !gaveUp) {
      const error: unknown = result.reason;
      elector.options.logger.error(
        `${call} failed: ${String(error)}`,
        error instanceof Error ? error.stack : undefined,
      );
    }
    return true;
  }
}
