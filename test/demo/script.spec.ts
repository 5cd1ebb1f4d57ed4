import { afterEach, describe, expect, it } from '@jest/globals';
import { builtSample } from '../support/built-sample.js';
import { NodePrograms } from '../support/node-program.js';
import { Processes } from './processes.js';

const programs = new NodePrograms();
const processes = new Processes();
afterEach(async () => {
  await programs.destroy();
  processes.destroy();
});

const demo = (...args: string[]) => programs.start('the demo', builtSample('demo/main.js'), { args });

describe('The demo without a terminal', () => {
  it('kills, pauses and drains a leader, and succeeds if each was survived and no two worked at once', async () => {
    const play = demo();
    await play.says(/The leader is paused/);
    processes.descendantsOf(play.pid);
    expect(await play.exit()).toBe(0);
    expect(play.said(/✓/).map(line => line.replace(/replica-\d/g, 'R').replace(/[\d.]+ ms/g, 'N ms'))).toEqual([
      '  ✓ kill -9: R → R, nobody worked for N ms',
      '  ✓ pause: R → R, nobody worked for N ms',
      '  ✓ SIGTERM: R → R, nobody worked for N ms, after N ms of finishing its job',
    ]);
    expect(play.lines.at(-1)).toMatch(/^3 of 3 faults survived\. No two replicas worked at once \(\d+ stamps/);
    expect(processes.left()).toEqual([]);
  });

  it('fails where two replicas work at once', async () => {
    const play = demo('--rogue');
    await play.says(/WORKED AT ONCE/);
    expect(await play.exit()).toBe(1);
    expect(play.lines.at(-1)).toMatch(/^0 of 3 faults survived\. replica-\d and replica-\d WORKED AT ONCE/);
  });

  it('fails where a fault is not survived', async () => {
    const play = demo();
    await play.says(/The leader is killed/);
    // Whoever is left, or comes again, stands still, and so nobody takes over.
    const timer = setInterval(() => stopAll(play.pid), 50);
    await play.says(/✗ Waited/).finally(() => clearInterval(timer));
    expect(await play.exit()).toBe(1);
    expect(play.lines.at(-1)).toMatch(/^0 of 3 faults survived\. No two replicas worked at once/);
    expect(processes.left()).toEqual([]);
  });

  it('takes no argument that it does not know', async () => {
    const play = demo('--scrpt');
    expect(await play.exit()).toBe(2);
    expect(play.lines).toEqual(['Unknown: --scrpt. Known: --script, --rogue, --page.']);
  });
});

function stopAll(pid: number): void {
  for (const replica of processes.descendantsOf(pid)) {
    try {
      process.kill(replica, 'SIGSTOP');
    } catch {
      // It has just gone.
    }
  }
}
