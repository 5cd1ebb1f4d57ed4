import { Injectable, Module, type OnModuleInit, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Cron, ScheduleModule } from '@nestjs/schedule';
import { LeaderElectionModule, LeaderService, OnlyLeader } from 'nestjs-kubernetes-leader';
import { appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type JournalLine, type TicksMessage, type TicksSettings } from './settings.js';

const settings = JSON.parse(process.env.TICKS ?? '') as TicksSettings;

function write(line: Omit<JournalLine, 'by'>): void {
  appendFileSync(settings.journal, `${JSON.stringify({ ...line, by: String(settings.election.identity) })}\n`);
}

/** A job every second, that says which tick it runs. */
@Injectable()
abstract class Job {
  constructor(protected readonly leader: LeaderService) {}

  protected async work(job: string): Promise<void> {
    const { scheduledAt = new Date(), attempt = 1, signal } = this.leader.currentRun!;
    const tick = scheduledAt.getTime();
    write({ what: 'begun', job, tick, attempt });
    await delay(20, undefined, { signal });
    write({ what: 'done', job, tick, attempt });
  }
}

@Injectable()
class OnceJob extends Job {
  @Cron('* * * * * *', { name: 'once' })
  @OnlyLeader({ once: true, missed: 'all' })
  run() {
    return this.work('once');
  }
}

@Injectable()
class RetriedJob extends Job {
  @Cron('* * * * * *', { name: 'retried' })
  @OnlyLeader({ once: true, missed: 'all', retryInterrupted: 10 })
  run() {
    return this.work('retried');
  }
}

@Injectable()
class PlainJob extends Job {
  @Cron('* * * * * *')
  @OnlyLeader()
  run() {
    return this.work('plain');
  }
}

@Injectable()
class InterruptionJournal implements OnModuleInit {
  constructor(private readonly leader: LeaderService) {}

  onModuleInit(): void {
    this.leader.on('interrupted', ({ job, scheduledAt, attempt }) =>
      write({ what: 'interrupted', job, tick: scheduledAt.getTime(), attempt }),
    );
  }
}

const jobs: Record<string, Type> = { once: OnceJob, retried: RetriedJob, plain: PlainJob };

@Module({
  imports: [ScheduleModule.forRoot(), LeaderElectionModule.forRoot(settings.election)],
  providers: [InterruptionJournal, ...settings.jobs.map(name => jobs[name])],
})
class AppModule {}

// Whoever started this process is gone, even if by kill -9: nobody else would end it.
process.on('disconnect', () => process.exit());
const app = await NestFactory.createApplicationContext(AppModule);
app.enableShutdownHooks();
process.channel?.unref();
process.send?.({ type: 'started' } satisfies TicksMessage);
