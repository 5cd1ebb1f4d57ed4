export { LeaseApiServer, type LeaseApiServerOptions } from './lease-api/lease-api-server.js';
export { type AccessOptions, type LeaseAccess } from './lease-api/access-control.js';
export { type Fault, type Faults } from './lease-api/faults.js';
export { type LeaseAdministrator, type LeaseToPut } from './lease-api/lease-administrator.js';
export { type LeaseApiRequest, type LeaseApiVerb } from './lease-api/lease-request.js';
export { type HttpProtocol, type ServerCertificate } from './lease-api/listener.js';
export { type LeaseSnapshot, type StoredLease } from './lease-api/lease-store.js';
export { type OpenWatches } from './lease-api/open-watches.js';
export { type RecordedRequest, type RequestLog } from './lease-api/request-log.js';
export { type RequestMatch } from './lease-api/request-match.js';
export { leadingStub, type LeadingStubOptions } from './leading-stub.js';
export { ManualClock, type ManualClockOptions } from './manual-clock.js';
export {
  LeaderElectionTestingModule,
  type LeaderElectionTestingModuleOptions,
} from './leader-election-testing.module.js';
export {
  LeadershipSwitch,
  type LeadershipSwitchOptions,
  type LeaseSwitch,
  type LoseOptions,
} from './leadership-switch.js';
