import { Injectable, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  LeaderElectionModule,
  type LeaderElectionModuleOptions,
  LeaderService,
  OnLeadershipAcquired,
  OnLeadershipLost,
} from 'nestjs-kubernetes-leader';
import { endWithParent, say } from './say.js';

@Injectable()
class Reporter implements OnApplicationBootstrap {
  constructor(leader: LeaderService) {
    leader.on('renewed', () => say('renewed'));
    leader.on('leaderChanged', holder => holder !== undefined && say('new leader', { leader: holder }));
  }

  /** The election starts last in this stage. */
  onApplicationBootstrap(): void {
    say('up');
  }

  @OnLeadershipAcquired()
  acquired(): void {
    say('leading');
  }

  @OnLeadershipLost()
  lost(): void {
    say('stopped leading');
  }
}

@Module({
  imports: [LeaderElectionModule.forRoot(JSON.parse(process.argv[2] ?? '{}') as LeaderElectionModuleOptions)],
  providers: [Reporter],
})
class AppModule {}

endWithParent();
// The one command, on stdin: an error that nobody catches.
process.stdin.on('data', () => {
  throw new Error('told to fail');
});
const app = await NestFactory.create(AppModule);
app.enableShutdownHooks();
await app.listen(0, '127.0.0.1');
say('started');
