/**
 * Milliseconds by which a process may be wrong about the time though it has had answers of the server: their `Date` has whole
 * seconds, they take up to `latency` each way, and clocks drift by 2 %: a follower's last answer may be of its start, and its
 * watch may be the first to tell it that it leads.
 */
export const mostWrong = (latency: number, elapsed: number): number => 2000 + 2 * latency + 0.02 * elapsed;

export const timings = {
  leaseDuration: 20_000,
  renewDeadline: 15_000,
  renewInterval: 10_000,
  retryInterval: 2_000,
  drainTimeout: 5_000,
  abortGrace: 1_000,
  releaseTimeout: 3_000,
  serverClockMargin: 2_000,
} as const;
