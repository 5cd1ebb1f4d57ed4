import { type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { LeaderElectionModule, LeaderService } from 'nestjs-kubernetes-leader';
import { LeaderWork, tell } from './leader-work.js';
import { leaseName, type ReplicaSettings, timings } from './settings.js';

class ReplicaModule {
  static with(settings: ReplicaSettings): DynamicModule {
    const { identity, namespace, server, token, ca, isRogue } = settings;
    return {
      module: ReplicaModule,
      imports: [
        ScheduleModule.forRoot(),
        LeaderElectionModule.forRoot({
          ...timings,
          leaseName,
          namespace,
          identity,
          drainTimeout: '1s',
          abortGrace: '200ms',
          connection: isRogue ? 'none' : { server, token, ca },
        }),
      ],
      providers: [
        {
          provide: LeaderWork,
          inject: [LeaderService],
          useFactory: (leader: LeaderService) => new LeaderWork(settings, leader),
        },
      ],
    };
  }
}

// The run is gone, even if it was killed: nobody else would end this process.
process.on('disconnect', () => process.exit());
process.on('message', () => void app.get(LeaderService).stepDown());

const settings = JSON.parse(process.env.CHAOS ?? '') as ReplicaSettings;
const app = await NestFactory.createApplicationContext(ReplicaModule.with(settings), {
  logger: ['warn', 'error', 'fatal'],
});
app.enableShutdownHooks();
tell({ type: 'started' });
