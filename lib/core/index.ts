export { Elector } from './standalone/elector.js';
export { type RunTracer, type TracedRun } from './elector/run-tracer.js';
export { type ElectorListener, type StepDownOptions, type WaitOptions } from './elector/elector-port.js';
export { type OpenRun } from './elector/leader-work.js';
export { type ElectionHealth } from './elector/election-health.js';
export { type EventDetails, type EventLease, type LeaderEvent } from './elector/leader-event.js';
export { type ElectorEvents, type TurnedAwayCall } from './elector/elector-events.js';
export { type ElectorDependencies } from './elector/elector-dependencies.js';
export {
  type InterruptedTick,
  type LeaderRun,
  type LeaderRunJSON,
  LeadershipTerm,
  type LeadershipTermJSON,
  type Tick,
} from './elector/leadership-term.js';
export { type LongTickEvent, type TickEvent, type TickOutcome } from './elector/tick-event.js';
export { type ElectorLogger } from './elector/logger.js';
export { type Clock, type Timer } from './clock/clock.js';
export {
  type ElectionTimings,
  type ElectorOptions,
  type ResolvedElectorOptions,
} from './elector/options/elector-options.js';
export { type Eligible } from './elector/eligibility.js';
export { type Duration } from './elector/options/duration.js';
export { type EndpointOption, type ResolvedEndpoint } from './elector/options/endpoint-option.js';
export {
  type ConnectionOption,
  type KubeConfigLike,
  type KubeConfigUser,
} from './lease/connection/connection-option.js';
export {
  type LeaseAnswer,
  type LeaseClient,
  type LeaseRequestOptions,
  type LeaseWatch,
  type LeaseWatchEvent,
  type LeaseWatchObserver,
  type LeaseWatchOptions,
} from './lease/lease-client.js';
export type { LeaseRequestFailure } from './errors/lease-request-failure.js';
export { LeaseRequestError, type LeaseRequestErrorDetails, type LeaseVerb } from './lease/lease-request.error.js';
export { type Lease, type LeaseMetadata, type LeaseReference, type LeaseSpec } from './record/lease.js';
export { LeaderElectionError } from './errors/leader-election.error.js';
export type { LeaderElectionErrorCode } from './errors/leader-election-error-code.js';
export { InvalidLeaderOptionsError } from './errors/invalid-leader-options.error.js';
export { LeadershipLostError, type LeadershipLostCode } from './errors/leadership-lost.error.js';
export { NotLeaderError } from './errors/not-leader.error.js';
