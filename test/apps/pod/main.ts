import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { LeaderElectionModule, LeaderService } from 'nestjs-kubernetes-leader';
import { HealthController } from './health.controller.js';
import { Journal, now } from './journal.js';
import { LeaderWork } from './leader-work.js';
import { type PodAppSettings } from './settings.js';
import { surroundings } from './surroundings.js';

const settings = JSON.parse(process.env.POD_APP ?? '{}') as PodAppSettings;
const journal = new Journal(process.env.JOURNALS, process.env.POD_NAME);
journal.write({ type: 'started', at: now(), ...surroundings() });

@Module({
  imports: [
    ScheduleModule.forRoot(),
    LeaderElectionModule.forRoot({ leaseName: 'billing', identity: process.env.POD_NAME, ...settings.election }),
  ],
  controllers: [HealthController],
  providers: [
    {
      provide: LeaderWork,
      inject: [LeaderService],
      useFactory: (leader: LeaderService) => new LeaderWork(leader, journal, settings),
    },
  ],
})
class AppModule {}

const app = await NestFactory.create(AppModule);
if (settings.shutdownHooks ?? true) app.enableShutdownHooks();
await app.listen(3000, '0.0.0.0');
journal.write({ type: 'up', at: now() });
