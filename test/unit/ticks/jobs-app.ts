import { type Type } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { type JobStatus, LeaderService, type TickEvent } from '../../../lib/index.js';
import { ManualClock } from '../../../lib/testing/index.js';
import { switchedApp } from '../nest/switched-app.js';

export const minute = 60_000;
export const hour = 60 * minute;
/** Just after 22:30 in Berlin. */
export const evening = Date.UTC(2030, 0, 1, 21, 30) + 1;

/** An app with jobs, on a clock that is moved by hand, and what became of their ticks. */
export async function jobsApp(provider: unknown, schedule = ScheduleModule.forRoot()) {
  const clock = new ManualClock({ wall: evening });
  const providers = (Array.isArray(provider) ? provider : [provider]) as Type[];
  const app = await switchedApp({ imports: [schedule], providers }, { clock });
  const leader = app.module.get(LeaderService);
  const events: TickEvent[] = [];
  leader.on('tick', event => events.push(event));
  /** `22:30 done 1`: the minutes of its instant, what came of it, and the attempt. */
  const ticks = () => events.map(e => `${e.scheduledAt.toISOString().slice(11, 16)} ${e.outcome} ${e.attempt}`);
  const job = (name: string): JobStatus => leader.jobs().find(status => status.name === name)!;
  return { ...app, clock, leader, events, ticks, job };
}
