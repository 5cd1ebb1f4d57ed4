export { LeaderMetrics, leaderMetricNames } from './leader-metrics.js';
