/**
 * Remembers until the event loop's next turn. A debug line for each skipped cron tick is welcome; one for each of a million
 * skipped calls in a loop would cost far more than the calls.
 */
export class SkipLog {
  private seen: Set<string> | undefined;

  isFirst(what: string): boolean {
    if (this.seen?.has(what)) return false;
    if (this.seen === undefined) this.forgetSoon();
    this.seen = (this.seen ?? new Set()).add(what);
    return true;
  }

  /** Apart from `isFirst`, which would allocate for the closure in every call. */
  private forgetSoon(): void {
    setImmediate(() => (this.seen = undefined)).unref();
  }
}
