import { type ModuleRef } from '@nestjs/core';
import { LeaderElectionError } from '../../core/errors/leader-election.error.js';
import { getLeaderToken, moduleOf } from './leader-token.js';
import { type LeaderService } from './leader.service.js';

/** Finds the services of an app's leases by their names. */
export class LeaderLookup {
  constructor(private readonly moduleRef: ModuleRef) {}

  /**
   * @param decorator and `call`: who asks, for the error
   * @throws LeaderElectionError `unknownLease`
   */
  find(name: string | undefined, decorator: string, call: string): LeaderService {
    try {
      return this.moduleRef.get<LeaderService>(getLeaderToken(name), { strict: false });
    } catch (cause) {
      throw new LeaderElectionError(
        'unknownLease',
        `${decorator} on ${call} names a lease that no module of this app has. Import ${moduleOf(name)}.`,
        { cause },
      );
    }
  }
}
