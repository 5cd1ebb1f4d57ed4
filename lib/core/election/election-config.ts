/** What an election needs to know. Durations are milliseconds. */
export interface ElectionConfig {
  /** What the lease is called in Kubernetes. */
  readonly leaseName: string;
  /** The namespace of the lease. */
  readonly namespace: string;
  /** Written into the lease when this candidate creates or takes it. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Written and kept in the same way. */
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  /** Who this candidate is, as the lease will name it. */
  readonly identity: string;
  /** Whole seconds. */
  readonly leaseDuration: number;
  /** How long a leader goes on if it cannot renew the lease. */
  readonly renewDeadline: number;
  /** How often the leader renews the lease. */
  readonly renewInterval: number;
  /** The pause between two attempts at a request. */
  readonly retryInterval: number;
  /** How long running work may take to finish before its `signal` aborts. */
  readonly drainTimeout: number;
  /** How long work may go on after its `signal` has aborted. */
  readonly abortGrace: number;
  /** For how long a release is tried. */
  readonly releaseTimeout: number;
  /** How far apart the API servers' clocks may be; Infinity turns rule 10 off. */
  readonly serverClockMargin: number;
  /** Whether it may lead: `never` for an observer, `asked` if that is asked before each take and renewal (rule 18). */
  readonly eligibility: 'always' | 'never' | 'asked';
  /** Outside Kubernetes: lead at once, ask nobody. */
  readonly alone: boolean;
}
