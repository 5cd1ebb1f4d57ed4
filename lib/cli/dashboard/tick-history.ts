import { type JobOutcome, type JobView } from '../status/job-view.js';

/** A tick of a job, as the ledger told it while somebody looked. Instants are ISO texts. */
export interface TickView {
  readonly scheduledAt: string;
  readonly attempt: number;
  readonly outcome: JobOutcome;
  readonly finishedAt: string | undefined;
}

/** Ticks of a job that are kept. */
const longest = 12;

/** The ticks of a lease's jobs. The ledger keeps the last one of each, so these are those since somebody looks. */
export class TickHistory {
  private readonly ticks = new Map<string, TickView[]>();

  see(jobs: readonly JobView[]): void {
    for (const { name, lastTick, attempt, outcome, finishedAt } of jobs) {
      if (lastTick === undefined) continue;
      const known = this.ticks.get(name) ?? [];
      const last = known.at(-1);
      if (last?.scheduledAt === lastTick && last.attempt === attempt) known.pop();
      known.push({ scheduledAt: lastTick, attempt, outcome, finishedAt });
      this.ticks.set(name, known.slice(-longest));
    }
  }

  /** Oldest first. */
  of(job: string): readonly TickView[] {
    return this.ticks.get(job) ?? [];
  }
}
