/** How the network and the API servers misbehave, as probabilities and milliseconds; changed while the world runs. */
export interface Weather {
  /** The longest that a packet takes, each way; in bad weather some take ten times as long. */
  latency: number;
  lostRequest: number;
  /** Milliseconds that every read takes the API server, and every write, before it is carried out. */
  slowReads: number;
  slowWrites: number;
  /** A request is not carried out if its client has hung up by then. */
  hangUpDrops: number;
  /** Lost after the write was applied. */
  lostAnswer: number;
  /** 5xx or nonsense; before or after the write was applied. */
  serverError: number;
  /** 5xx to a write that is not applied, while reads are answered: an etcd without a quorum behind a cache. */
  failedWrites: number;
  /** 429 */
  throttled: number;
  /** Milliseconds of `Retry-After`. */
  retryAfter: number;
  /** 409 for no reason that a candidate could know. */
  conflict: number;
  /** A proxy sends a write again, and passes on the second answer: 409. */
  resent: number;
  /** A proxy gives a write up (504, or a broken connection), and it happens all the same, later. */
  givenUp: number;
  /** Milliseconds: how much later, at most. */
  givenUpFor: number;
  /** A write is answered with 200 and what it would have made, with the old version, and not applied (a dry run). */
  pretended: number;
  /** 403 or 401 */
  refused: number;
  /** The API answers nobody. */
  down: boolean;
  watchLag: number;
  watchReordered: number;
  watchDuplicated: number;
  watchCut: number;
  /** A watch that is opened stays silent. */
  watchSilent: number;
  watchRefused: number;
}

export const calm: Weather = {
  latency: 3,
  lostRequest: 0,
  slowReads: 0,
  slowWrites: 0,
  hangUpDrops: 0,
  lostAnswer: 0,
  serverError: 0,
  failedWrites: 0,
  throttled: 0,
  retryAfter: 0,
  conflict: 0,
  resent: 0,
  givenUp: 0,
  givenUpFor: 0,
  pretended: 0,
  refused: 0,
  down: false,
  watchLag: 2,
  watchReordered: 0,
  watchDuplicated: 0,
  watchCut: 0,
  watchSilent: 0,
  watchRefused: 0,
};
