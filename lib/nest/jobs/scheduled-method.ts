import { type Method } from '../methods/method.js';

/** What the decorators of @nestjs/schedule leave on a method. Written out: the package is optional. A test compares. */
const keys = {
  type: 'SCHEDULER_TYPE',
  name: 'SCHEDULER_NAME',
  cron: 'SCHEDULE_CRON_OPTIONS',
  interval: 'SCHEDULE_INTERVAL_OPTIONS',
} as const;

/** Of its `SchedulerType`. */
const types = { cron: 1, timeout: 2, interval: 3 } as const;

export interface CronSettings {
  readonly cronTime: unknown;
  readonly timeZone?: string | null;
  readonly utcOffset?: number | null;
  readonly disabled?: boolean;
}

/** How a method is scheduled, as far as it has ticks. */
export type MethodSchedule =
  | { readonly type: 'cron'; readonly name: string | undefined; readonly settings: CronSettings }
  | { readonly type: 'interval'; readonly name: string | undefined; readonly period: number };

/** Undefined if it has none: @Timeout runs once in each process. */
export function scheduleOf(method: Method): MethodSchedule | undefined {
  const type: unknown = Reflect.getMetadata(keys.type, method);
  const name = Reflect.getMetadata(keys.name, method) as string | undefined;
  if (type === types.cron) {
    return { type: 'cron', name, settings: Reflect.getMetadata(keys.cron, method) as CronSettings };
  }
  if (type === types.interval) {
    const { timeout } = Reflect.getMetadata(keys.interval, method) as { timeout: number };
    return { type: 'interval', name, period: timeout };
  }
  return undefined;
}
