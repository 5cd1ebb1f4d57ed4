export { leaderMetricNames } from '../instruments/instruments.js';
export { type ObservedLease } from '../instruments/observed-lease.js';
export { LeaderTelemetry, type LeaderTelemetryOptions } from './leader-telemetry.js';
export { type TracedLease } from './traced-lease.js';
