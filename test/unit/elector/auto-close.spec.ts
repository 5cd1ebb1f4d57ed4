import { describe, expect, it } from '@jest/globals';
import { EventEmitter } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AutoClose, type SignalHost } from '../../../lib/core/elector/auto-close.js';
import { EarlySignals } from '../../../lib/core/elector/early-signals.js';

/** A process that dies of a signal that nobody listens to. */
class FakeProcess extends EventEmitter {
  readonly died: (string | number)[] = [];

  constructor(readonly pid = 42) {
    super();
  }

  exit(code: number): void {
    this.died.push(code);
  }

  kill(pid: number, signal?: string | number): true {
    expect(pid).toBe(this.pid);
    this.receive(signal as NodeJS.Signals);
    return true;
  }

  receive(signal: NodeJS.Signals): void {
    // The kernel has a pid namespace's first process ignore what it does not listen to.
    if (!this.emit(signal, signal) && this.pid !== 1) this.died.push(signal);
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

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)(
    'ends PID 1, which ignores what it sends itself, with a status that says so: %s',
    async (signal, status) => {
      const host = new FakeProcess(1);
      const { closing, finish } = autoClose(host);
      closing.listen();
      host.receive(signal);
      expect(host.died).toEqual([]);
      await finish();
      expect(host.died).toEqual([status]);
    },
  );

  it('does not end PID 1 where somebody else listened', async () => {
    const host = new FakeProcess(1);
    host.on('SIGTERM', () => {});
    const { closing, finish } = autoClose(host);
    closing.listen();
    host.receive('SIGTERM');
    await finish();
    expect(host.died).toEqual([]);
  });

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

describe('A signal to a process whose app is only described, or starting', () => {
  const listen = (host: FakeProcess) => EarlySignals.listen(host as unknown as SignalHost);

  it.each([
    [42, 'SIGTERM'],
    [1, 143],
  ])('ends it at once, and is remembered (pid %d)', async (pid, end) => {
    const host = new FakeProcess(pid);
    const [one, two] = [listen(host), listen(host)];
    expect(host.listenerCount('SIGTERM')).toBe(1);
    host.receive('SIGTERM');
    await nextTurn();
    expect(host.died).toEqual([end]);
    expect([one.received, two.received]).toEqual(['SIGTERM', 'SIGTERM']);
  });

  it('is remembered also where somebody else listens, and is then that one’s business', async () => {
    const host = new FakeProcess();
    host.on('SIGINT', () => {});
    const signals = listen(host);
    host.receive('SIGINT');
    await nextTurn();
    expect([signals.received, host.died]).toEqual(['SIGINT', []]);
  });

  it('is none of its business once the app listens itself', async () => {
    const host = new FakeProcess();
    const [one, other] = [listen(host), listen(host)];
    one.dispose();
    expect(host.listenerCount('SIGTERM')).toBe(1);
    other.dispose();
    other.dispose();
    expect(host.listenerCount('SIGTERM')).toBe(0);
    host.receive('SIGTERM');
    expect([one.received, host.died]).toEqual([undefined, ['SIGTERM']]);
  });

  it('waits for another app of the process that leads', async () => {
    const host = new FakeProcess();
    const { closing, finish } = autoClose(host);
    closing.listen();
    const signals = listen(host);
    host.receive('SIGTERM');
    await nextTurn();
    expect([signals.received, host.died]).toEqual(['SIGTERM', []]);
    await finish();
    expect(host.died).toEqual(['SIGTERM']);
  });
});
