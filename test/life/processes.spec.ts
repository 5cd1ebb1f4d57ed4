import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { LeaseApiServer } from '../../lib/testing/index.js';
import { type LifeSettings } from '../apps/life/settings.js';
import { type End, type NodeProgram, NodePrograms } from '../support/node-program.js';
import { transpiled } from '../support/transpiled.js';

jest.setTimeout(120_000);

const api = new LeaseApiServer();
const programs = new NodePrograms();
let build: Awaited<ReturnType<typeof transpiled>>;
let leases = 0;

beforeAll(async () => {
  await api.listen();
  build = await transpiled('test/apps/life');
});

afterEach(() => programs.destroy());

afterAll(async () => {
  await api.close();
  build.remove();
});

interface Life extends Omit<LifeSettings, 'election'> {
  readonly signal?: NodeJS.Signals;
  readonly autoClose?: boolean;
}

function start(name: string, settings: LifeSettings): NodeProgram {
  return programs.start(name, build.file('test/apps/life/main.js'), { env: { LIFE: JSON.stringify(settings) } });
}

async function live(name: string, { signal, ...settings }: Life & Pick<LifeSettings, 'election'>): Promise<End> {
  const program = start(name, settings);
  if (signal) {
    await program.says(/^started$/);
    program.signal(signal);
  }
  return program.exit();
}

function election(leaseName: string, more: LifeSettings['election'] = {}): LifeSettings['election'] {
  return { connection: { server: api.url }, namespace: 'default', leaseName, logger: false, ...more };
}

/** Of the app with this package and, the same in all else, of the app without it. */
async function bothEnds({ autoClose, ...life }: Life): Promise<{ withUs: End; withoutUs: End; leaseName: string }> {
  const leaseName = `life-${leases++}`;
  const withUs = await live('the app', { ...life, election: election(leaseName, { autoClose }) });
  const withoutUs = await live('the app without this package', life);
  return { withUs, withoutUs, leaseName };
}

/** Held at some time, and released. */
function expectReleased(leaseName: string): void {
  expect(api.leases.get(leaseName)?.spec).toMatchObject({ holderIdentity: '', leaseDurationSeconds: 1 });
}

describe('An app ends as it would without this package, its lease released,', () => {
  it.each<[string, Life, End]>([
    ['when it is closed', { kind: 'http', closes: 1 }, 0],
    ['when it is closed twice at once', { kind: 'http', closes: 2 }, 0],
    ['when it has no server and is closed', { kind: 'context', closes: 2 }, 0],
    ['of SIGTERM, with shutdown hooks', { kind: 'http', shutdownHooks: true, signal: 'SIGTERM' }, 'SIGTERM'],
    ['of SIGTERM, without', { kind: 'http', signal: 'SIGTERM' }, 'SIGTERM'],
    ['of SIGINT, with shutdown hooks', { kind: 'http', shutdownHooks: true, signal: 'SIGINT' }, 'SIGINT'],
    ['of SIGINT, without', { kind: 'http', signal: 'SIGINT' }, 'SIGINT'],
    [
      'of SIGTERM, with shutdown hooks and without a server',
      { kind: 'context', shutdownHooks: true, signal: 'SIGTERM' },
      'SIGTERM',
    ],
    ['of SIGTERM, without hooks and without a server', { kind: 'context', signal: 'SIGTERM' }, 'SIGTERM'],
    [
      'of SIGTERM, with shutdown hooks alone (`autoClose: false`)',
      { kind: 'http', shutdownHooks: true, autoClose: false, signal: 'SIGTERM' },
      'SIGTERM',
    ],
  ])('%s', async (_, life, end) => {
    const { withUs, withoutUs, leaseName } = await bothEnds(life);
    expect({ withUs, withoutUs }).toEqual({ withUs: end, withoutUs: end });
    expectReleased(leaseName);
    expect(api.watches.size).toBe(0);
  });
});

describe('An app that was told to keep out of signals (`autoClose: false`, no shutdown hooks)', () => {
  it('dies of one at once, and leaves its lease to run out', async () => {
    const { withUs, withoutUs, leaseName } = await bothEnds({ kind: 'http', autoClose: false, signal: 'SIGTERM' });
    expect({ withUs, withoutUs }).toEqual({ withUs: 'SIGTERM', withoutUs: 'SIGTERM' });
    expect(api.leases.get(leaseName)?.spec?.holderIdentity).toMatch(/^elector-/);
  });
});

describe('An app whose start-up fails half-way in another provider', () => {
  it.each(['onModuleInit', 'onApplicationBootstrap'] as const)(
    'fails as without this package, and has never asked for the lease (%s)',
    async fails => {
      for (const kind of ['http', 'context'] as const) {
        const { withUs, withoutUs, leaseName } = await bothEnds({ kind, fails });
        expect(withUs).toEqual(withoutUs);
        expect(withUs).not.toBe(0);
        expect(api.requests.count({ name: leaseName })).toBe(0);
        expect(api.leases.get(leaseName)).toBeUndefined();
      }
    },
  );
});

describe('An app that waits for a leader while it starts', () => {
  it.each<[string, NodeJS.Signals, LifeSettings['kind'], boolean]>([
    ['SIGTERM, with shutdown hooks', 'SIGTERM', 'http', true],
    ['SIGTERM, without', 'SIGTERM', 'http', false],
    ['SIGINT, without', 'SIGINT', 'http', false],
    ['SIGTERM, without a server', 'SIGTERM', 'context', false],
  ])('ends of a signal (%s)', async (_, signal, kind, shutdownHooks) => {
    const leaseName = `life-${leases++}`;
    const end = api.faults.add({ fault: 'error', status: 503, name: leaseName });
    const asked = api.requests.next({ name: leaseName });
    const waiting = election(leaseName, { waitForLeader: true });
    const program = start('the app', { kind, shutdownHooks, election: waiting });
    await asked;
    program.signal(signal);
    expect(await program.exit()).toBe(signal);
    expect(program.said(/^started$/)).toEqual([]);
    end();
    expect(api.leases.get(leaseName)).toBeUndefined();
  });
});
