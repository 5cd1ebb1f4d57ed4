import { LeaderElectionError } from './leader-election.error.js';
import { type LeadershipLostCode } from './leadership-lost-code.js';

export type { LeadershipLostCode };

/** The `reason` of a term's two AbortSignals, and the second argument of the `lost` event. */
export class LeadershipLostError extends LeaderElectionError {
  /** Why the term ended. */
  declare readonly code: LeadershipLostCode;

  constructor(
    code: LeadershipLostCode,
    message: string,
    /** What the lease is called in Kubernetes. */
    readonly leaseName: string,
  ) {
    super(code, message);
  }
}
