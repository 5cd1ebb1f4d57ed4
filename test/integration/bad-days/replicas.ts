import { afterEach, beforeEach, expect } from '@jest/globals';
import { type INestApplication, Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  LeaderElectionModule,
  type LeaderElectionModuleOptions,
  LeaderService,
  OnlyLeader,
} from '../../../lib/index.js';
import { type LeaseVerb } from '../../../lib/core/lease/lease-request.error.js';
import { LeaseApiServer, type LeaseApiServerOptions } from '../../../lib/testing/index.js';
import { RecordingLogger } from '../../support/recording-logger.js';
import { transport } from '../transports.js';

@Injectable()
class Jobs {
  @OnlyLeader({ otherwise: 'skip' })
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
let watching: NodeJS.Timeout;
let mostLeaders: number;
/** Counts the tests: none waits on after its end. */
let test = 0;

// An unhandled rejection, or a throw out of a timer, fails the test that runs: jest listens for both.
beforeEach(() => {
  mostLeaders = 0;
  watching = setInterval(countLeaders, 1);
});

afterEach(async () => {
  test++;
  for (const server of servers) {
    server.faults.clear();
    server.resume();
  }
  await Promise.all(replicas.splice(0).map(({ app }) => app.close()));
  await Promise.all(servers.splice(0).map(server => server.close()));
  clearInterval(watching);
  expect(mostLeaders).toBe(1);
});

/** Asked of all of them in one turn of the event loop, as user code asks. */
function countLeaders(): void {
  const leaders = replicas.filter(({ leader }) => leader.isLeader).map(({ leader }) => leader.leaseName);
  for (const lease of new Set(leaders)) {
    mostLeaders = Math.max(mostLeaders, leaders.filter(other => other === lease).length);
  }
}

/** An API server that listens. */
export async function startedApi(options: LeaseApiServerOptions = {}): Promise<LeaseApiServer> {
  const server = new LeaseApiServer({ ...transport.server, ...options });
  servers.push(server);
  await server.listen();
  return server;
}

/** Nearly as short as options may be, so that bad days are over sooner; and long enough for dozens of TLS handshakes at once. */
export const timings = {
  leaseDuration: '3s',
  renewDeadline: '2500ms',
  renewInterval: '200ms',
  retryInterval: '100ms',
} as const;

/** A Nest app with its real client. That no two of a test's replicas ever lead at once is checked after each test. */
export async function replica(
  server: string,
  identity: string,
  { token, ...options }: LeaderElectionModuleOptions & { token?: string } = {},
): Promise<Replica> {
  const logger = new RecordingLogger();
  const module = await Test.createTestingModule({
    imports: [
      LeaderElectionModule.forRoot({
        connection: { server, token, ca: transport.ca },
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
  const own = test;
  while (!isSo()) {
    await new Promise(resolve => setTimeout(resolve, 5));
    if (test !== own) throw new Error(`Waited for in vain: ${isSo.toString()}`);
  }
}

const verbs: readonly LeaseVerb[] = ['get', 'create', 'update', 'watch'];

/** The verbs whose failure was told, as often as it was. */
export function begunConditions({ logger }: Replica): LeaseVerb[] {
  return verbs.flatMap(verb => logger.of(`warn ${verb} lease `).map(() => verb));
}

/** The verbs of which was told that it is over, as often as it was. */
export function endedConditions({ logger }: Replica): LeaseVerb[] {
  const over = /: (works again|not needed any more, .*)$/;
  return verbs.flatMap(verb =>
    logger
      .of(`log ${verb} lease `)
      .filter(line => over.test(line))
      .map(() => verb),
  );
}

/** Warnings that were told though the same one had not ended yet. */
export function toldAgain({ logger }: Replica): string[] {
  const ongoing = new Map<string, Set<string>>();
  return logger.lines.filter(line => {
    const [, level, verb] = /^(\w+) (\w+) lease /.exec(line) ?? [];
    if (level === 'log') ongoing.delete(verb);
    if (level !== 'warn') return false;
    const told = ongoing.get(verb) ?? new Set();
    const text = line.replace(/[\d.]+ ms/, '');
    if (told.has(text)) return true;
    ongoing.set(verb, told.add(text));
    return false;
  });
}
