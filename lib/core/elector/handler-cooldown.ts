/** At most this many lease durations. */
const longest = 16;

/**
 * How long to stay out of the election after the work of a term failed (an `@OnLeadershipAcquired` handler, `whileLeading()`): one lease duration, twice as long
 * each further time. A term that went well for a whole lease duration starts it over.
 */
export class HandlerCooldown {
  private failures = 0;

  constructor(private readonly leaseDuration: number) {}

  /** @param healthyFor how long the term went well: until the handler failed, or the term ended; in milliseconds */
  afterTerm(healthyFor: number): void {
    if (healthyFor >= this.leaseDuration) this.failures = 0;
  }

  /** @returns the cooldown in milliseconds */
  afterFailure(healthyFor: number): number {
    this.afterTerm(healthyFor);
    return this.leaseDuration * Math.min(2 ** this.failures++, longest);
  }
}
