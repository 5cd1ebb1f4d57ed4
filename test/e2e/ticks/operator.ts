import { Injectable } from '@nestjs/common';
import { Cron, ScheduleModule } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  LeaderElectionModule,
  type LeaderElectionModuleOptions,
  LeaderService,
  OnlyLeader,
} from '../../../lib/index.js';
import { type KubeApiServer } from '../../support/kube-apiserver.js';
import { builtKubectl } from '../../support/kubernetes-binaries.js';

/** A replica of the app with ticks, in this process, that does not lead. */
export interface Follower {
  readonly leader: LeaderService;
  close(): Promise<void>;
}

export async function follower(election: LeaderElectionModuleOptions): Promise<Follower> {
  @Injectable()
  class Jobs {
    @Cron('* * * * * *', { name: 'once' })
    @OnlyLeader({ once: true, missed: 'all' })
    once() {
      throw new Error('a follower ran a job');
    }
  }
  const module = await Test.createTestingModule({
    imports: [ScheduleModule.forRoot(), LeaderElectionModule.forRoot({ ...election, logger: false, autoClose: false })],
    providers: [Jobs],
  }).compile();
  await module.init();
  return { leader: module.get(LeaderService), close: () => module.close() };
}

/** The real kubectl, as the administrator, with the words of a line of the docs. */
export async function kubectl(server: KubeApiServer, ...words: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(await builtKubectl(), ['--kubeconfig', server.kubeconfigPath, ...words]);
  return stdout;
}
