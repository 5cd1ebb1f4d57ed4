import { internalsOf } from '../service/internals-of.js';
import { type LeaderService } from '../service/leader.service.js';
import { NotLeaderException } from '../service/not-leader.exception.js';
import { type GateRun, untracked } from './gate-run.js';

/** What a gate asks of a lease. */
export interface LeaderGate {
  /** The call may begin; undefined if this process does not lead. */
  enter(call: string): GateRun | undefined;
  /** The same for what is around the call: it enters by itself when it begins. */
  enterAround(call: string): GateRun | undefined;
  refusal(): NotLeaderException;
  /** Has it logged that a call was skipped; `unasked` is worth a warning. */
  skipped(call: string, how: 'skip' | 'unasked'): void;
}

/** @param name the lease's in `forFeature` */
export function gateOf(leader: LeaderService, name: string | undefined): LeaderGate {
  return internalsOf(leader) ?? new StubGate(leader, name);
}

/** Of a stub in a test, which needs only `isLeader`. */
class StubGate implements LeaderGate {
  constructor(
    private readonly leader: Partial<LeaderService>,
    private readonly name: string | undefined,
  ) {}

  enter(): GateRun | undefined {
    return this.leader.isLeader ? untracked : undefined;
  }

  enterAround(): GateRun | undefined {
    return this.enter();
  }

  refusal(): NotLeaderException {
    return new NotLeaderException({ leaseName: this.leader.leaseName ?? this.name ?? 'default', retryAfter: 1 });
  }

  skipped(): void {}
}
