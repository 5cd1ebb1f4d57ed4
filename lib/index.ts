export { LeaderElectionModule } from './leader-election.module.js';
export type { LeaderElectionModuleAsyncOptions, LeaderFeatureAsyncOptions } from './leader-election.module.js';
export type {
  LeaderElectionModuleExtras,
  LeaderElectionModuleOptions,
  LeaderElectionOptionsFactory,
  LeaderFeatureConfiguration,
  LeaderFeatureOptions,
  LeaderFeatureOptionsFactory,
} from './leader-election-options.js';
export { LeaderService } from './leader.service.js';
export { getLeaderToken } from './leader-token.js';
export type { LeaderToken } from './leader-token.js';
export { NotLeaderException } from './not-leader.exception.js';
export type { NotLeaderDetails } from './not-leader.exception.js';

export { InjectLeader } from './decorators/inject-leader.decorator.js';
export { OnLeaderChanged } from './decorators/on-leader-changed.decorator.js';
export { OnLeadershipAcquired } from './decorators/on-leadership-acquired.decorator.js';
export { OnLeadershipLost } from './decorators/on-leadership-lost.decorator.js';
export { OnlyLeader } from './decorators/only-leader.decorator.js';
export type { OnlyLeaderOptions } from './decorators/only-leader.decorator.js';
export type { TickOptions } from './ticks/once-options.js';
export type { RunOnceOptions } from './ticks/lease-ticks.js';
export { LeaderGuard } from './gate/leader.guard.js';
export { UnreadyGateError } from './gate/unready-gate.error.js';

export { Elector } from './elector/elector.js';
export type { Clock, Timer } from './clock/clock.js';
export type { ElectorDependencies } from './elector/elector-dependencies.js';
export type { ElectorEvents } from './elector/elector-events.js';
export type { ElectorLogger } from './elector/logger.js';
export type { OpenRun } from './elector/leader-work.js';
export type {
  InterruptedTick,
  LeaderRun,
  LeadershipTerm,
  LeadershipTermJSON,
  Tick,
} from './elector/leadership-term.js';
export type { StepDownOptions, WaitOptions } from './elector/lease-elector.js';
export type { Duration } from './elector/options/duration.js';
export type { ElectionTimings, ElectorOptions, ResolvedElectorOptions } from './elector/options/elector-options.js';
export type { ConnectionOption, KubeConfigLike } from './lease/connection/connection-option.js';
export type { LeaseClient } from './lease/lease-client.js';

export { InvalidLeaderOptionsError } from './errors/invalid-leader-options.error.js';
export { LeaderElectionError } from './errors/leader-election.error.js';
export { LeadershipLostError } from './errors/leadership-lost.error.js';
export type { LeadershipLostCode } from './errors/leadership-lost.error.js';
export { NotLeaderError } from './errors/not-leader.error.js';
export { LeaseRequestError } from './lease/lease-request.error.js';
export type { LeaseRequestFailure } from './errors/lease-request-failure.js';
export type { LeaseVerb } from './lease/lease-request.error.js';
