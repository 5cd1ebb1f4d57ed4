export { LeaderMetrics, leaderMetricNames, type ObservedLease } from './leader-metrics.js';
