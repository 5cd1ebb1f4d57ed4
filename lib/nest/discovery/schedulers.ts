import { type DiscoveryService } from '@nestjs/core';
import { isClassWith } from './class-with.js';

/** The `SchedulerRegistry` of each `ScheduleModule.forRoot()` that the app imports. */
export function schedulersOf(discovery: DiscoveryService): object[] {
  const instances = discovery
    .getProviders()
    .filter(({ token }) => isSchedulerRegistry(token))
    .map(({ instance }) => instance as object | null | undefined)
    .filter(instance => instance !== null && instance !== undefined);
  return [...new Set(instances)];
}

function isSchedulerRegistry(token: unknown): boolean {
  return isClassWith(token, ['getCronJobs', 'addCronJob', 'getIntervals', 'getTimeouts']);
}
