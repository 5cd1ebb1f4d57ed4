export { LeaderElectionModule } from './nest/module/leader-election.module.js';
export type {
  LeaderElectionModuleAsyncOptions,
  LeaderFeatureAsyncOptions,
} from './nest/module/leader-election.module.js';
export type {
  LeaderElectionModuleExtras,
  LeaderElectionModuleOptions,
  LeaderElectionOptionsFactory,
  LeaderFeatureConfiguration,
  LeaderFeatureOptions,
  LeaderFeatureOptionsFactory,
} from './nest/elections/leader-election-options.js';
export type { DecoratedCall } from './nest/service/decorated-call.js';
export { LeaderService } from './nest/service/leader.service.js';
export { getLeaderToken } from './nest/service/leader-token.js';
export type { LeaderToken } from './nest/service/leader-token.js';
export { NotLeaderException } from './nest/service/not-leader.exception.js';
export type { NotLeaderDetails } from './nest/service/not-leader.exception.js';

export { InjectLeader } from './nest/decorators/inject-leader.decorator.js';
export { OnLeaderChanged } from './nest/decorators/on-leader-changed.decorator.js';
export { OnLeadershipAcquired } from './nest/decorators/on-leadership-acquired.decorator.js';
export { OnLeadershipLost } from './nest/decorators/on-leadership-lost.decorator.js';
export { OnlyLeader } from './nest/decorators/only-leader.decorator.js';
export type { OnlyLeaderOptions } from './nest/decorators/only-leader.decorator.js';
export type { Otherwise } from './nest/gate/gate-spec.js';
export type { TickOptions } from './core/ticks/once-options.js';
export type { JobStatus, JobStatusTick } from './core/ticks/job-status.js';
export type { RunOnceOptions } from './core/ticks/run-once.js';
export { LeaderGuard } from './nest/gate/leader.guard.js';
export type { LeaderGuardType } from './nest/gate/leader.guard.js';
export { UnreadyGateError } from './nest/gate/unready-gate.error.js';

export { Elector } from './core/standalone/elector.js';
export type { Clock, Timer } from './core/clock/clock.js';
export type { ElectorDependencies } from './core/elector/elector-dependencies.js';
export type { ElectionHealth } from './core/elector/election-health.js';
export type { RunTracer, TracedRun } from './core/elector/run-tracer.js';
export type { EventDetails, EventLease, LeaderEvent } from './core/elector/leader-event.js';
export type { ElectorEvents, TurnedAwayCall } from './core/elector/elector-events.js';
export type { ElectorLogger } from './core/elector/logger.js';
export type { OpenRun } from './core/elector/leader-work.js';
export { LeadershipTerm } from './core/elector/leadership-term.js';
export type {
  InterruptedTick,
  LeaderRun,
  LeaderRunJSON,
  LeadershipTermJSON,
  Tick,
} from './core/elector/leadership-term.js';
export type { LongTickEvent, TickEvent, TickOutcome } from './core/elector/tick-event.js';
export type { WorkWhileLeading } from './core/elector/while-leading.js';
export type { ElectorListener, StepDownOptions, WaitOptions } from './core/elector/elector-port.js';
export type { Eligible } from './core/elector/eligibility.js';
export type { Duration } from './core/elector/options/duration.js';
export type { EndpointOption, ResolvedEndpoint } from './core/elector/options/endpoint-option.js';
export type {
  ElectionTimings,
  ElectorOptions,
  ResolvedElectorOptions,
} from './core/elector/options/elector-options.js';
export type { ConnectionOption, KubeConfigLike, KubeConfigUser } from './core/lease/connection/connection-option.js';
export type { LeaseClient } from './core/lease/lease-client.js';

export { InvalidLeaderOptionsError } from './core/errors/invalid-leader-options.error.js';
export { LeaderElectionError } from './core/errors/leader-election.error.js';
export type { LeaderElectionErrorCode } from './core/errors/leader-election-error-code.js';
export { LeadershipLostError } from './core/errors/leadership-lost.error.js';
export type { LeadershipLostCode } from './core/errors/leadership-lost.error.js';
export { NotLeaderError } from './core/errors/not-leader.error.js';
export { LeaseRequestError } from './core/lease/lease-request.error.js';
export type { LeaseRequestFailure } from './core/errors/lease-request-failure.js';
export type { LeaseRequestErrorDetails, LeaseVerb } from './core/lease/lease-request.error.js';
