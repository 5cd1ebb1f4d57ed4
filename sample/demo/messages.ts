/** What a replica tells the demo, over the IPC channel that `fork` opens. */
export type ReplicaMessage =
  | { type: 'started' }
  | { type: 'acquired'; token: string }
  | { type: 'ending' }
  | { type: 'lost'; code: string }
  | { type: 'alive' }
  | { type: 'jobBegun' }
  | { type: 'jobDone'; token: string }
  | ({ type: 'worked' } & Spell);

/** From one moment to another, of the one term: a replica worked as the leader all the time between. */
export interface Spell {
  token: string;
  from: number;
  to: number;
}

/** What the demo tells a replica when it starts it, in its environment. */
export interface ReplicaEnvironment {
  REPLICA_IDENTITY: string;
  /** Where the API server is; none for a rogue, which leads without asking anybody. */
  LEASE_API?: string;
  /** Whether it has a job with `once`, too, for the page to show. */
  REPORTS?: string;
}

export const leaseName = 'demo';
/** What others wait for after the last sign of a leader that died. */
export const leaseDuration = 2_000;
