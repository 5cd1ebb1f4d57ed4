import { afterEach, beforeEach, expect } from '@jest/globals';
import { type INestApplication, Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  LeaderElectionModule,
  type LeaderElectionModuleOptions,
  LeaderService,
  OnlyLeader,
} from '../../../lib/index.js';
import { LeaseApiServer, type LeaseApiServerOptions } from '../../../lib/testing/index.js';
import { RecordingLogger } from '../../support/recording-logger.js';

@Injectable()
class Jobs {
  @OnlyLeader()
  work() {
    return 'worked';
  }
}

export interface Replica {
  readonly app: INestApplication;
  readonly leader: LeaderService;
  readonly logger: RecordingLogger;
  /** What the gate answers. */
  work(): string | undefined;
}

const replicas: Replica[] = [];
const servers: LeaseApiServer[] = [];
let sampling: NodeJS.Timeout;
let mostLeaders: number;

beforeEach(() => {
  mostLeaders = 0;
  sampling = setInterval(countLeaders, 1);
});

afterEach(async () => {
  for (const server of servers) {
    server.faults.clear();
    server.resume();
  }
  await Promise.all(replicas.splice(0).map(({ app }) => app.close()));
  await Promise.all(servers.splice(0).map(server => server.close()));
  clearInterval(sampling);
  expect(mostLeaders).toBeLessThanOrEqual(1);
});

function countLeaders(): void {
  mostLeaders = Math.max(mostLeaders, replicas.filter(({ leader }) => leader.isLeader).length);
}

/** Listens, unless told otherwise. */
export async function lab(options: LeaseApiServerOptions = {}): Promise<LeaseApiServer> {
  const server = new LeaseApiServer(options);
  servers.push(server);
  await server.listen();
  return server;
}

/** As short as options may be: bad days are over sooner. */
export const timings = {
  leaseDuration: '2s',
  renewDeadline: '1500ms',
  renewInterval: '200ms',
  retryInterval: '100ms',
} as const;

/** A Nest app with its real client; at most one of a test's replicas ever leads, which is checked after each test. */
export async function replica(
  server: string,
  identity: string,
  options: LeaderElectionModuleOptions = {},
): Promise<Replica> {
  const logger = new RecordingLogger();
  const module = await Test.createTestingModule({
    imports: [
      LeaderElectionModule.forRoot({
        connection: { server },
        leaseName: 'billing',
        identity,
        logger,
        autoClose: false,
        ...timings,
        ...options,
      }),
    ],
    providers: [Jobs],
  }).compile();
  const app = module.createNestApplication();
  const leader = module.get(LeaderService);
  const started = { app, leader, logger, work: () => module.get(Jobs).work() as string | undefined };
  replicas.push(started);
  for (const event of ['acquired', 'lost'] as const) leader.on(event, countLeaders);
  await app.init();
  return started;
}

/** Resolves as soon as it is so; that it never becomes so is told by the test's timeout. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(resolve => setTimeout(resolve, 5));
}
