import { LeaderElectionError } from './leader-election.error.js';

/** `assertLeader()` and `run()` of an `Elector` throw this if the process does not lead. */
export class NotLeaderError extends LeaderElectionError {
  declare readonly code: 'not_leader';

  constructor(
    readonly leaseName: string,
    readonly holder: string | undefined,
  ) {
    super('not_leader', `This process does not lead the lease "${leaseName}".`);
  }
}
