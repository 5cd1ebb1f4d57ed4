export { LeaderHealthIndicator, type LeaderHealthOptions } from './leader.health.js';
