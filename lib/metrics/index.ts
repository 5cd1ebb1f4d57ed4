export { leaderMetricNames } from '../instruments/instruments.js';
export { type ObservedLease } from '../instruments/observed-lease.js';
export { LeaderMetrics } from './leader-metrics.js';
