import { type DiscoveryService } from '@nestjs/core';

/** The `SchedulerRegistry` of each `ScheduleModule.forRoot()` that the app imports. */
export function schedulersOf(discovery: DiscoveryService): object[] {
  const instances = discovery
    .getProviders()
    .filter(({ token }) => isSchedulerRegistry(token))
    .map(({ instance }) => instance as object | null | undefined)
    .filter(instance => instance !== null && instance !== undefined);
  return [...new Set(instances)];
}

/** Known by its methods: the class has another name in a minified bundle. */
function isSchedulerRegistry(token: unknown): boolean {
  const prototype = typeof token === 'function' ? (token.prototype as Partial<Record<string, unknown>>) : undefined;
  const methods = ['getCronJobs', 'addCronJob', 'getIntervals', 'getTimeouts'];
  return methods.every(name => typeof prototype?.[name] === 'function');
}
