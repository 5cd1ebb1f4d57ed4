/** What the chaos run tells a replica when it starts it, as JSON in its environment (`CHAOS`). */
export interface ReplicaSettings {
  readonly identity: string;
  /** The way to the API server: the replica's own proxy. */
  readonly server: string;
  readonly token: string;
  readonly ca: string;
  readonly namespace: string;
  /** The file that this very process writes its journal to. */
  readonly journal: string;
  /** It leads without asking anybody. */
  readonly isRogue: boolean;
}

/** What a replica tells the run over the IPC channel, to steer by; it is judged by its journal. */
export type ReplicaMessage =
  | { readonly type: 'started' }
  /** It has seen the lease, and that it names somebody. */
  | { readonly type: 'sees' }
  /** It leads, and a write was accepted, at this time. */
  | { readonly type: 'worked'; readonly at: string };

export const leaseName = 'chaos';
export const configMapName = 'work';

/** As short as a lease can be, so that many faults fit into ten minutes. Milliseconds. */
export const timings = { leaseDuration: 2_000, renewDeadline: 1_500, renewInterval: 500, retryInterval: 300 };
