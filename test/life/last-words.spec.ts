import { describe, expect, it } from '@jest/globals';
import { type DyingSettings } from '../apps/dying/settings.js';
import { type NodeProgram } from '../support/node-program.js';
import { released, Stage } from './stage.js';

const stage = new Stage('dying');
const { api } = stage;

/** An app that leads, and dies. */
function start(
  dies: DyingSettings['dies'],
  {
    working,
    nodeOptions = '',
    leaseName = stage.newLeaseName(),
    ...more
  }: DyingSettings['election'] & { working?: boolean; nodeOptions?: string } = {},
): { program: NodeProgram; leaseName: string } {
  // A lease of an hour: nothing here may come of its running out.
  const election = stage.election(leaseName, { leaseDuration: '1h', ...more });
  const settings: DyingSettings = { election, dies, working };
  return { program: stage.start('the app', settings, { env: { NODE_OPTIONS: nodeOptions } }), leaseName };
}

describe('A process that ends by itself releases its lease on the way out', () => {
  it.each<[DyingSettings['dies'], number]>([
    ['throws', 1],
    ['rejects', 1],
    ['exits', 3],
  ])('%s', async (dies, status) => {
    const { program, leaseName } = start(dies);
    expect(await program.exit()).toBe(status);
    expect(stage.specOf(leaseName)).toMatchObject(released);
    // Nobody is told to go on: the gate was closed before the release, and before other listeners for `exit`.
    expect(program.said(/^aborted$/)).toHaveLength(1);
    expect(program.said(/^exit: does not lead$/)).toHaveLength(1);
  });

  it('trace 3: in a worker thread that loads no agent of NODE_OPTIONS', async () => {
    const agent = '--import=data:text/javascript,console.log(%22agent%22)';
    const { program, leaseName } = start('throws', { nodeOptions: agent });
    await program.exit();
    expect(stage.specOf(leaseName)).toMatchObject(released);
    expect(program.said(/^agent$/)).toHaveLength(1);
  });

  it('so that a candidate takes it without waiting', async () => {
    const { leaseName, program } = start('throws');
    await program.exit();
    const { resourceVersion } = api.leases.get(leaseName)!.metadata;
    const { program: successor } = start('emitsExit', { leaseName });
    await successor.says(/^leads$/);
    expect(BigInt(api.leases.get(leaseName)!.metadata.resourceVersion!)).toBeGreaterThan(BigInt(resourceVersion!));
  });
});

describe('It does not release', () => {
  it('trace 2: while work is under way: what that has sent may still be on its way', async () => {
    const { program, leaseName } = start('throws', { working: true });
    await program.exit();
    expect(stage.specOf(leaseName)).not.toMatchObject(released);
    expect(program.said(/^exit: does not lead$/)).toHaveLength(1);
  });

  it('with `releaseOnExit: false`', async () => {
    const { program, leaseName } = start('throws', { releaseOnExit: false });
    await program.exit();
    expect(stage.specOf(leaseName)).not.toMatchObject(released);
    expect(program.said(/^exit: does not lead$/)).toHaveLength(1);
  });

  it('trace 4: after an abort, which lets nobody say anything', async () => {
    const { program, leaseName } = start('aborts');
    expect(await program.exit()).toBe('SIGABRT');
    expect(stage.specOf(leaseName)).not.toMatchObject(released);
  });

  it('trace 4: after a listener for uncaught exceptions has thrown, which ends a process without an `exit`', async () => {
    const { program, leaseName } = start('throwsTwice');
    expect(await program.exit()).toBe(7);
    expect(stage.specOf(leaseName)).not.toMatchObject(released);
  });
});

describe('An `exit` that somebody merely emits', () => {
  it('trace 1: ends the election for good: the lease is released and not taken back, and nobody leads', async () => {
    const { program, leaseName } = start('emitsExit');
    await program.says(/^lives on$/);
    expect(stage.specOf(leaseName)).toMatchObject(released);
    const { resourceVersion } = api.leases.get(leaseName)!.metadata;
    await program.says(/^lives on$/, { count: 5 });
    expect(api.leases.get(leaseName)!.metadata.resourceVersion).toBe(resourceVersion);
    expect(program.said(/^leads again$/)).toEqual([]);
  });
});

describe('An API server that does not answer', () => {
  it('delays the end by half a second at most', async () => {
    const { program, leaseName } = start('throws');
    // The first read finds that there is no lease; the second would be the last words'.
    let reads = 0;
    const isSecond = (request: { verb: string }) => request.verb === 'get' && ++reads > 1;
    const end = api.faults.add({ fault: 'hang', name: leaseName, where: isSecond });
    expect(await program.exit()).toBe(1);
    expect(reads).toBe(2);
    end();
    expect(stage.specOf(leaseName)).not.toMatchObject(released);
  });
});
