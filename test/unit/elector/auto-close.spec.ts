import { describe, expect, it } from '@jest/globals';
import { EventEmitter } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AutoClose, type SignalHost } from '../../../lib/core/elector/auto-close.js';

/** A process that dies of a signal that nobody listens to. */
class FakeProcess extends EventEmitter {
  readonly pid = 42;
  readonly died: string[] = [];

  kill(pid: number, signal?: string | number): true {
    expect(pid).toBe(42);
    this.receive(signal as NodeJS.Signals);
    return true;
  }

  receive(signal: NodeJS.Signals): void {
    if (!this.emit(signal, signal)) this.died.push(signal);
  }
}

function autoClose(host: FakeProcess) {
  let finish = () => {};
  let stops = 0;
  const stopped = new Promise<void>(resolve => (finish = resolve));
  const closing = new AutoClose(
    () => {
      stops++;
      return stopped;
    },
    host as unknown as SignalHost,
  );
  return { closing, finish: () => (finish(), nextTurn()), stops: () => stops };
}

describe('A signal to a process with an elector', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'stops it, and then ends the process with its own status: %s',
    async signal => {
      const host = new FakeProcess();
      const { closing, finish, stops } = autoClose(host);
      closing.listen();
      host.receive(signal);
      expect([stops(), host.died]).toEqual([1, []]);
      await finish();
      expect(host.died).toEqual([signal]);
    },
  );

  it('that comes again changes nothing while the elector is stopping', async () => {
    const host = new FakeProcess();
    const { closing, finish, stops } = autoClose(host);
    closing.listen();
    host.receive('SIGINT');
    host.receive('SIGINT');
    host.receive('SIGTERM');
    await finish();
    expect([stops(), host.died]).toEqual([1, ['SIGINT']]);
  });

  it('is left to those who listen too, and they hear it once', async () => {
    const host = new FakeProcess();
    const heard: string[] = [];
    host.on('SIGTERM', () => heard.push('on'));
    const { closing, finish } = autoClose(host);
    closing.listen();
    host.on('SIGTERM', () => heard.push('later'));
    host.receive('SIGTERM');
    await finish();
    expect([heard, host.died]).toEqual([['on', 'later'], []]);
  });

  it('is left to a `once` listener, which is gone when the elector has stopped', async () => {
    const host = new FakeProcess();
    const heard: string[] = [];
    host.once('SIGTERM', () => heard.push('once'));
    const { closing, finish } = autoClose(host);
    closing.listen();
    host.receive('SIGTERM');
    await finish();
    expect([heard, host.died]).toEqual([['once'], []]);
  });

  it('ends the process once, after the last of several electors has stopped', async () => {
    const host = new FakeProcess();
    const [one, two] = [autoClose(host), autoClose(host)];
    one.closing.listen();
    two.closing.listen();
    host.receive('SIGTERM');
    await two.finish();
    expect(host.died).toEqual([]);
    await one.finish();
    expect(host.died).toEqual(['SIGTERM']);
  });

  it('does what it does without us where the elector was stopped before, or never listened', async () => {
    const host = new FakeProcess();
    const { closing, stops } = autoClose(host);
    host.receive('SIGINT');
    closing.listen();
    closing.listen();
    closing.dispose();
    host.receive('SIGTERM');
    expect([stops(), host.died]).toEqual([0, ['SIGINT', 'SIGTERM']]);
    expect(host.listenerCount('SIGTERM')).toBe(0);
  });

  it('is heard again by an elector that was started again', async () => {
    const host = new FakeProcess();
    const { closing, finish, stops } = autoClose(host);
    closing.listen();
    host.receive('SIGTERM');
    await finish();
    closing.listen();
    host.receive('SIGTERM');
    expect(stops()).toBe(2);
  });

  it('ends the process also where the only other listener is one of the package signal-exit, which waits for us', async () => {
    const host = new FakeProcess();
    const emitter = Symbol.for('signal-exit emitter');
    const shared = globalThis as { [emitter]?: { count: number } };
    const original = Object.getOwnPropertyDescriptor(shared, emitter);
    Object.defineProperty(shared, emitter, { value: { count: 1 }, configurable: true });
    const waiting = () => {
      if (host.listeners('SIGTERM').length !== 1) return;
      host.off('SIGTERM', waiting);
      host.kill(42, 'SIGTERM');
    };
    host.on('SIGTERM', waiting);
    try {
      const { closing, finish } = autoClose(host);
      closing.listen();
      host.receive('SIGTERM');
      await finish();
      expect(host.died).toEqual(['SIGTERM']);
    } finally {
      if (original) Object.defineProperty(shared, emitter, original);
      else delete shared[emitter];
    }
  });
});
