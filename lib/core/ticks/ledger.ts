import { formatEntry, type LedgerEntry, overUpTo, parseEntry } from './ledger-entry.js';
import { type LeaseAnnotations, type AnnotationsOutcome } from '../elector/lease-annotations.js';
import { type ElectorLogger } from '../elector/logger.js';
import { type AnnotationChanges } from '../record/annotations.js';
import { tickPrefix } from './tick-prefix.js';

/**
 * Milliseconds after which a job that no replica has any more is forgotten: longer than any `catchUp`, and than the year of
 * a yearly `runOnce`, which refuses to run a tick that is older.
 */
export const forgottenAfter = 400 * 24 * 3_600_000;

/** The ticks of a lease's jobs, an annotation each: they outlive the leader, its pod and the whole Deployment. */
export class Ledger {
  /** What was not understood, and is said once. */
  private readonly nonsense = new Set<string>();
  /** As last read: it is asked for far more often than it changes. */
  private readonly parsed = new Map<string, { readonly text: string; readonly entry: LedgerEntry | undefined }>();

  constructor(
    private readonly annotations: LeaseAnnotations,
    private readonly logger: ElectorLogger,
    private readonly leaseName: string,
  ) {}

  /** Of the job, as the lease now says: an administrator may have changed it. */
  entry(job: string): LedgerEntry | undefined {
    const text = this.annotations.all[tickPrefix + job] as string | undefined;
    if (text === undefined) return undefined;
    const known = this.parsed.get(job);
    if (known?.text === text) return known.entry;
    const entry = parseEntry(text);
    this.parsed.set(job, { text, entry });
    if (entry === undefined) this.complain(job, text);
    return entry;
  }

  /**
   * Written at once; resolves when that is known, or can be no more.
   *
   * @param more other annotations that are to change with it
   */
  set(job: string, entry: LedgerEntry, more: AnnotationChanges = {}): Promise<AnnotationsOutcome> {
    return this.annotations.change({ ...change(job, entry), ...more });
  }

  /** With the next write, be it a renewal, another tick's begin or the release. */
  setLater(job: string, entry: LedgerEntry | undefined, more: AnnotationChanges = {}): void {
    this.annotations.changeLater({ ...change(job, entry), ...more });
  }

  /** Has all that is to be written later written now. */
  flush(): void {
    void this.annotations.change({});
  }

  get jobs(): string[] {
    return Object.keys(this.annotations.all)
      .filter(key => key.startsWith(tickPrefix))
      .map(key => key.slice(tickPrefix.length));
  }

  /** Drops the entries of jobs that nobody has any more. */
  forgetJobsBut(known: ReadonlySet<string>, now: number): void {
    for (const job of this.jobs) {
      const entry = this.entry(job);
      if (known.has(job) || entry === undefined || overUpTo(entry) >= now - forgottenAfter) continue;
      this.parsed.delete(job);
      this.setLater(job, undefined);
    }
  }

  private complain(job: string, text: string): void {
    if (this.nonsense.has(job)) return;
    this.nonsense.add(job);
    this.logger.warn(
      `Lease "${this.leaseName}": the annotation ${tickPrefix}${job} is not understood, and counts as none: ${text.slice(0, 200)}`,
    );
  }
}

function change(job: string, entry: LedgerEntry | undefined): AnnotationChanges {
  return { [tickPrefix + job]: entry && formatEntry(entry) };
}
