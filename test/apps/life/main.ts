import {
  type INestApplication,
  Injectable,
  Module,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { setTimeout as delay } from 'node:timers/promises';
import { LeaderElectionModule, LeaderService } from 'nestjs-kubernetes-leader';
import { type LifeSettings } from './settings.js';

const settings = JSON.parse(process.env.LIFE ?? '') as LifeSettings;

/** Has something open, as a provider with a connection has, and closes it. */
@Injectable()
class Connection implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private open: NodeJS.Timeout | undefined;

  async onModuleInit() {
    if (settings.startsFor) {
      console.log('starting');
      await delay(settings.startsFor);
    }
    if (settings.fails === 'onModuleInit') throw new Error('no database');
    this.open = setInterval(() => {}, 1_000);
  }

  onApplicationBootstrap() {
    if (settings.fails === 'onApplicationBootstrap') throw new Error('no database');
  }

  onModuleDestroy() {
    clearInterval(this.open);
  }
}

@Module({
  imports: settings.election ? [LeaderElectionModule.forRoot(settings.election)] : [],
  providers: [Connection],
})
class AppModule {}

console.log('begins');
if (settings.hearsSigterm) process.on('SIGTERM', () => console.log('heard'));
const app =
  settings.kind === 'http'
    ? await NestFactory.create(AppModule)
    : await NestFactory.createApplicationContext(AppModule);
if (settings.shutdownHooks) app.enableShutdownHooks();
if (settings.kind === 'http') await (app as INestApplication).listen(0, '127.0.0.1');
if (settings.election) await app.get(LeaderService).waitForLeadership();
if (settings.worksForEver) void app.get(LeaderService).run(() => new Promise(() => {}), { name: 'for ever' });
console.log('started');
await Promise.all(Array.from({ length: settings.closes ?? 0 }, () => app.close()));
