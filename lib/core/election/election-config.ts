/** What an election needs to know. Durations are milliseconds. */
export interface ElectionConfig {
  readonly leaseName: string;
  readonly namespace: string;
  /** Written into the lease when this candidate creates or takes it. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  /** Who this candidate is, as the lease will name it. */
  readonly identity: string;
  /** Whole seconds. */
  readonly leaseDuration: number;
  readonly renewDeadline: number;
  readonly renewInterval: number;
  readonly retryInterval: number;
  readonly drainTimeout: number;
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
