import { LeaderElectionError } from './leader-election.error.js';

/** `assertLeader()` and `run()` of an `Elector` throw this if the process does not lead. */
export class NotLeaderError extends LeaderElectionError {
  /** Stable: check it instead of the message. */
  declare readonly code: 'notLeader';

  constructor(
    /** What the lease is called in Kubernetes. */
    readonly leaseName: string,
    /** Who leads, if this process knows. */
    readonly holder: string | undefined,
  ) {
    super('notLeader', `This process does not lead the lease "${leaseName}".`);
  }
}
