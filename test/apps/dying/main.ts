import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { LeaderElectionModule, LeaderService } from 'nestjs-kubernetes-leader';
import { type DyingSettings } from './settings.js';

const { election, dies, working } = JSON.parse(process.env.DYING ?? '') as DyingSettings;

@Module({ imports: [LeaderElectionModule.forRoot(election)] })
class AppModule {}

const app = await NestFactory.createApplicationContext(AppModule);
const leader = app.get(LeaderService);
const term = await leader.waitForLeadership();
term.signal.addEventListener('abort', () => console.log('aborted'));
process.on('exit', () => console.log(`exit: ${leader.isLeader ? 'leads' : 'does not lead'}`));
if (working) void leader.run(() => new Promise(() => {}));
console.log('leads');

const deaths: Record<DyingSettings['dies'], () => void> = {
  never: () => {},
  blocks: () =>
    setImmediate(() => {
      console.log('blocks');
      for (;;);
    }),
  throws: () =>
    setImmediate(() => {
      throw new Error('unexpected');
    }),
  rejects: () => void Promise.reject(new Error('unexpected')),
  exits: () => process.exit(3),
  // Somebody's test tool, or a patched library: the process lives on.
  emitsExit: () => {
    process.emit('exit', 0);
    setInterval(() => console.log(leader.isLeader ? 'leads again' : 'lives on'), 200);
  },
  // The listener that is told of the first error throws, too (status 7).
  throwsTwice: () => {
    process.on('uncaughtException', () => {
      throw new Error('in the listener');
    });
    setImmediate(() => {
      throw new Error('unexpected');
    });
  },
  aborts: () => process.abort(),
};
deaths[dies]();
