/** What `runOnce` takes beside the tick: the job has no schedule here. */
export interface RunOnceOptions {
  /**
   * How often a tick that a leader's end interrupted may be run again, by a call with the same `scheduledAt` (see the event
   * `interrupted`).
   *
   * @default 0
   */
  retryInterrupted?: number;
}
