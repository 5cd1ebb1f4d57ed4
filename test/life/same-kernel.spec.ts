import { describe, expect, it } from '@jest/globals';
import { type DyingSettings } from '../apps/dying/settings.js';
import { type NodeProgram } from '../support/node-program.js';
import { Stage } from './stage.js';

const stage = new Stage('dying');

/** A replica. With a lease of an hour: nothing here may come of its running out. */
function replica(name: string, leaseName: string, dies: DyingSettings['dies'] = 'never', working = false): NodeProgram {
  const election = stage.election(leaseName, { leaseDuration: '1h', logger: undefined });
  const settings: DyingSettings = { election, dies, working };
  return stage.start(name, settings, { env: { NODE_OPTIONS: '' } });
}

/** One that has asked the kernel about the holder, which lived. */
async function follower(name: string, leaseName: string): Promise<NodeProgram> {
  const program = replica(name, leaseName);
  await program.says(/the kernel does not say that the process of the holder has ended/);
  return program;
}

/** One that finds the holder alive waits, and goes on to wait after its end; one that comes then finds it dead. */
async function isWaitedFor(holder: NodeProgram, leaseName: string): Promise<void> {
  const next = await follower('the next', leaseName);
  holder.signal('SIGKILL');
  await holder.exit();
  await replica('the one after', leaseName).says(/^leads$/);
  expect(next.said(/^leads$/)).toEqual([]);
}

describe('A replica that starts again beside the corpse of its predecessor leads at once', () => {
  it('trace 20: after SIGKILL, also the only one, and each time that it dies again', async () => {
    const leaseName = stage.newLeaseName();
    for (const name of ['the first', 'the second', 'the third']) {
      const program = replica(name, leaseName);
      await program.says(/^leads$/);
      program.signal('SIGKILL');
      expect(await program.exit()).toBe('SIGKILL');
    }
  });

  it.each<[string, DyingSettings['dies'], boolean]>([
    ['an abort, which lets nobody say anything', 'aborts', false],
    ['an uncaught exception with work under way', 'throws', true],
    ['a listener for uncaught exceptions that throws', 'throwsTwice', false],
  ])('after %s', async (_, dies, working) => {
    const leaseName = stage.newLeaseName();
    await replica('the first', leaseName, dies, working).exit();
    expect(stage.specOf(leaseName)?.holderIdentity).toMatch(/^elector-/);
    await replica('the second', leaseName).says(/^leads$/);
  });

  it('if two replicas share a machine: not the other one, which had seen its leader alive', async () => {
    const leaseName = stage.newLeaseName();
    const leader = replica('the leader', leaseName);
    await leader.says(/^leads$/);
    await isWaitedFor(leader, leaseName);
  });
});

describe('A holder that lives is waited for', () => {
  it('traces 9 and 10: while it is frozen (SIGSTOP)', async () => {
    const leaseName = stage.newLeaseName();
    const frozen = replica('the frozen one', leaseName);
    await frozen.says(/^leads$/);
    frozen.signal('SIGSTOP');
    await isWaitedFor(frozen, leaseName);
  });

  it('traces 9 and 10: while its event loop is blocked', async () => {
    const leaseName = stage.newLeaseName();
    const blocked = replica('the blocked one', leaseName, 'blocks');
    await blocked.says(/^blocks$/);
    await isWaitedFor(blocked, leaseName);
  });

  it('after an `exit` that somebody merely emitted, with work under way', async () => {
    const leaseName = stage.newLeaseName();
    const undead = replica('the undead', leaseName, 'emitsExit', true);
    await undead.says(/^lives on$/);
    expect(stage.specOf(leaseName)?.holderIdentity).toMatch(/^elector-/);
    await isWaitedFor(undead, leaseName);
  });
});
