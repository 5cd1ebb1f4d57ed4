import { LeaderElectionError } from './leader-election.error.js';

/** `assertLeader()` and `run()` of an `Elector` throw this if the process does not lead. */
export class NotLeaderError extends LeaderElectionError {
  declare readonly code: 'notLeader';

  constructor(
    readonly leaseName: string,
    readonly holder: string | undefined,
  ) {
    super('notLeader', `This process does not lead the lease "${leaseName}".`);
  }
}
