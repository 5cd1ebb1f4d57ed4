import { describe, expect, it } from '@jest/globals';
import { type LifeSettings } from '../apps/life/settings.js';
import { type End, type NodeProgram } from '../support/node-program.js';
import { released, Stage } from './stage.js';

const stage = new Stage('life');
const { api } = stage;

/** As in a container: node is PID 1, whom the kernel spares every signal that it does not listen to. */
const asPid1 = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'];

interface Life extends Omit<LifeSettings, 'election'> {
  readonly signal?: NodeJS.Signals;
  readonly autoClose?: boolean;
}

function start(name: string, settings: LifeSettings, runner?: readonly string[]): NodeProgram {
  return stage.start(name, settings, { runner });
}

async function live(name: string, { signal, ...settings }: Life & Pick<LifeSettings, 'election'>): Promise<End> {
  const program = start(name, settings);
  if (signal) {
    await program.says(/^started$/);
    program.signal(signal);
  }
  return program.exit();
}

/** Of the app with this package and, the same in all else, of the app without it. */
async function bothEnds({ autoClose, ...life }: Life): Promise<{ withUs: End; withoutUs: End; leaseName: string }> {
  const leaseName = stage.newLeaseName();
  const withUs = await live('the app', { ...life, election: stage.election(leaseName, { autoClose }) });
  const withoutUs = await live('the app without this package', life);
  return { withUs, withoutUs, leaseName };
}

/** Held at some time, and released. */
function expectReleased(leaseName: string): void {
  expect(stage.specOf(leaseName)).toMatchObject(released);
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
    const leaseName = stage.newLeaseName();
    const end = api.faults.add({ fault: 'error', status: 503, name: leaseName });
    const asked = api.requests.next({ name: leaseName });
    const waiting = stage.election(leaseName, { waitForLeader: true });
    const program = start('the app', { kind, shutdownHooks, election: waiting });
    await asked;
    program.signal(signal);
    expect(await program.exit()).toBe(signal);
    expect(program.said(/^started$/)).toEqual([]);
    end();
    expect(api.leases.get(leaseName)).toBeUndefined();
  });
});

describe('An app that is PID 1 of its container', () => {
  it.each<[NodeJS.Signals, number, LifeSettings['kind']]>([
    ['SIGTERM', 143, 'http'],
    ['SIGINT', 130, 'http'],
    ['SIGTERM', 143, 'context'],
  ])('ends of %s with status %d, its lease released (%s)', async (signal, status, kind) => {
    const leaseName = stage.newLeaseName();
    const program = start('the app', { kind, election: stage.election(leaseName) }, asPid1);
    await program.says(/^started$/);
    program.signal(signal);
    expect(await program.exit()).toBe(status);
    expectReleased(leaseName);
  });

  it('ends at once where it is told to stop while it starts, and never asks for the lease', async () => {
    const leaseName = stage.newLeaseName();
    const settings: LifeSettings = { kind: 'http', startsFor: 3_600_000, election: stage.election(leaseName) };
    const program = start('the app', settings, asPid1);
    await program.says(/^starting$/);
    program.signal('SIGTERM');
    expect(await program.exit()).toBe(143);
    expect(api.requests.count({ name: leaseName })).toBe(0);
  });
});

describe('An app that is told to stop while it starts', () => {
  it('never campaigns, though somebody else listens to the signal and goes on', async () => {
    const leaseName = stage.newLeaseName();
    const options = stage.election(leaseName, { logger: undefined });
    const program = start('the app', { kind: 'http', startsFor: 500, hearsSigterm: true, election: options });
    await program.says(/^starting$/);
    program.signal('SIGTERM');
    await program.says(/^heard$/);
    await program.says(/does not campaign/);
    program.signal('SIGTERM');
    await program.says(/^heard$/, { count: 2 });
    expect(api.requests.count({ name: leaseName })).toBe(0);
  });

  it('ends of the signal where nobody else listens', async () => {
    const leaseName = stage.newLeaseName();
    const program = start('the app', { kind: 'http', startsFor: 3_600_000, election: stage.election(leaseName) });
    await program.says(/^starting$/);
    program.signal('SIGTERM');
    expect(await program.exit()).toBe('SIGTERM');
  });
});

describe('An app without a lease at stake, with work under way that does not end', () => {
  const forEver = { connection: 'none', drainTimeout: '1h', logger: false } as const;

  it.each([true, false])('ends of a signal at once (shutdown hooks: %s)', async shutdownHooks => {
    const program = start('the app', { kind: 'http', shutdownHooks, worksForEver: true, election: forEver });
    await program.says(/^started$/);
    program.signal('SIGTERM');
    expect(await program.exit()).toBe('SIGTERM');
  });

  it('waits for it when it is closed in another way', async () => {
    const program = start('the app', {
      kind: 'http',
      closes: 1,
      worksForEver: true,
      election: { ...forEver, drainTimeout: 0, logger: undefined },
    });
    await program.says(/still running/);
    await program.destroy();
  });
});
