import { afterEach, describe, expect, it } from '@jest/globals';
import { builtSample } from '../support/built-sample.js';
import { Processes } from './processes.js';
import { Terminal } from './terminal.js';

const processes = new Processes();
afterEach(() => processes.destroy());

const start = (options?: ConstructorParameters<typeof Terminal>[2]) =>
  new Terminal(processes, `exec ${process.execPath} ${builtSample('demo/main.js')}`, options);

async function started(options?: Parameters<typeof start>[0]) {
  const demo = start(options);
  await demo.shows(/leading/);
  await demo.until(() => demo.screen.filter(line => /following/.test(line)).length === 2, 'have two followers');
  expect(processes.descendantsOf(demo.pid).length).toBeGreaterThanOrEqual(4); // the demo, and three replicas
  return demo;
}

/** None of its processes is there any longer. */
async function nothingIsLeft(demo: Terminal) {
  await demo.until(() => processes.left().length === 0, 'leave no process behind');
}

describe('The demo in a terminal', () => {
  it('shows who leads, and what k, t and p do to the leader, till q', async () => {
    const demo = await started();
    for (const [key, name] of [
      ['k', 'kill -9'],
      ['t', 'SIGTERM'],
      ['p', 'pause'],
    ]) {
      demo.press(key);
      await demo.shows(new RegExp(`^   ${name} +replica-\\d → replica-\\d +[\\d.]+ ms`));
      processes.descendantsOf(demo.pid);
      await demo.until(
        () => demo.screen.filter(line => /^ . replica-\d +\d+ +(leading|following)/.test(line)).length === 3,
        'have all replicas again',
      );
    }
    expect(demo.screen).toHaveLength(24);
    expect(demo.screen.filter(line => line.length > 80)).toEqual([]);
    expect(demo.screen.at(-2)).toMatch(/✓ No two replicas worked at once/);
    processes.descendantsOf(demo.pid);
    demo.press('q');
    expect(await demo.exit()).toBe(0);
    await nothingIsLeft(demo);
  });

  it('gives the terminal back as it was', async () => {
    const demo = await started();
    demo.press('q');
    await demo.exit();
    const end = demo.written.lastIndexOf('\x1b[?25h\x1b[?1049l');
    expect(end).toBeGreaterThan(0);
    expect(demo.written.slice(end)).toMatch(/No two replicas worked at once/);
  });

  it('ends on Ctrl-C, also while the leader is paused, and leaves no process behind', async () => {
    const demo = await started();
    demo.press('p');
    await demo.shows(/paused/);
    processes.descendantsOf(demo.pid);
    demo.press('\x03');
    expect(await demo.exit()).toBe(0);
    await nothingIsLeft(demo);
  });

  it.each(['SIGTERM', 'SIGHUP', 'SIGKILL'] as const)('leaves no process behind on %s', async signal => {
    const demo = await started();
    demo.press('p');
    await demo.shows(/paused/);
    const [main] = processes.childrenOf(demo.pid);
    processes.descendantsOf(demo.pid);
    process.kill(main, signal);
    await demo.exit();
    await nothingIsLeft(demo);
  });

  it('keeps what one can do in sight when the window becomes small, and the picture inside of it', async () => {
    const demo = await started();
    demo.resize(50, 10);
    await demo.until(() => demo.screen.length === 10, 'draw ten lines');
    expect(demo.screen.filter(line => line.length > 50)).toEqual([]);
    expect(demo.screen.at(-1)).toMatch(/ k +kill -9 .* q +quit/);
    demo.resize(120, 40);
    await demo.until(() => demo.screen.length === 40, 'draw forty lines');
  });

  it('has no colours with NO_COLOR', async () => {
    const demo = await started({ env: { NO_COLOR: '1' } });
    expect(demo.written).not.toMatch(/\x1b\[[\d;]+m/);
    const coloured = await started();
    expect(coloured.written).toMatch(/\x1b\[[\d;]+m/);
  });

  it('says so when two replicas work at once, and fails', async () => {
    const demo = new Terminal(processes, `exec ${process.execPath} ${builtSample('demo/main.js')} --rogue`);
    await demo.shows(/✗ replica-\d and replica-\d WORKED AT ONCE/);
    demo.press('q');
    expect(await demo.exit()).toBe(1);
  });
});
