/** Something outside the lease that is to be done between the end of a term and the release, which waits for it. */
export interface ReleaseDuty {
  /**
   * Whether there is something to do, or it is being done. It must become false by itself within `drainTimeout` and
   * `abortGrace`, or else the lease is not released. It must also become false when the term is lost.
   */
  readonly isPending: boolean;
  /** The gate is closed: do it now. @param done to call when it is no longer pending */
  perform(done: () => void): void;
}
