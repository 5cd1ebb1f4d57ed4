import { constants } from 'node:os';

/** What we need of `process`. */
export type SignalHost = Pick<NodeJS.Process, 'prependListener' | 'off' | 'listeners' | 'kill' | 'exit' | 'pid'>;

type SignalListener = ((signal: NodeJS.Signals) => void) & { [autoClosing]?: true };

const signals = ['SIGINT', 'SIGTERM'] as const;

/** Marks our listeners, also those of another copy of this package: several may wait for the same signal. */
const autoClosing = Symbol.for('nestjs-kubernetes-leader.auto-close');

/**
 * On SIGINT or SIGTERM stops something, and then lets the signal do what it would have done without us:
 * - nobody else listened: the signal is sent again, without our listener, and ends the process with its own status. To
 *   PID 1, as a container's process is, the kernel would not deliver it: that one exits with the status that a shell shows
 *   for a process that a signal ended;
 * - somebody else listened (Nest's shutdown hooks, a handler of the user's): it was called as ever, and the end of the
 *   process is its business. Who listened is asked when the signal comes: a `once` listener is gone afterwards.
 *
 * A second signal changes nothing while the first is being worked off: npm, for one, sends Ctrl-C on to its child, who
 * has had it from the terminal already.
 */
export class AutoClose {
  private handling = false;
  private readonly listener: SignalListener = signal => this.onSignal(signal);

  /** @param stop may be called when it is under way already, and then has to resolve when it is done */
  constructor(
    private readonly stop: (signal: NodeJS.Signals) => Promise<void>,
    private readonly host: SignalHost = process,
  ) {
    this.listener[autoClosing] = true;
  }

  listen(): void {
    this.dispose();
    // First in line, so that `once` listeners are still there to be counted.
    for (const signal of signals) this.host.prependListener(signal, this.listener);
  }

  /** Stops listening. A signal that is being worked off still takes its course. */
  dispose(): void {
    for (const signal of signals) this.host.off(signal, this.listener);
  }

  private onSignal(signal: NodeJS.Signals): void {
    if (this.handling) return;
    this.handling = true;
    // First of all, because others wait for the lease; `once` listeners are there until this one returns.
    const stopped = this.stop(signal);
    const isOurs = !this.somebodyElseHandles(signal);
    const passOn = () => {
      this.handling = false;
      this.dispose();
      if (isOurs && !this.autoClosers(signal).length) this.end(signal);
    };
    stopped.then(passOn, passOn);
  }

  private end(signal: NodeJS.Signals): void {
    const { host } = this;
    if (host.pid === 1) host.exit(128 + constants.signals[signal]);
    else host.kill(host.pid, signal);
  }

  private somebodyElseHandles(signal: NodeJS.Signals): boolean {
    const others = this.host.listeners(signal).length - this.autoClosers(signal).length;
    return others > waitingListeners();
  }

  private autoClosers(signal: NodeJS.Signals): SignalListener[] {
    return (this.host.listeners(signal) as SignalListener[]).filter(listener => listener[autoClosing]);
  }
}

/**
 * How many listeners the package `signal-exit` has on each signal (half of npm depends on it). They do nothing as long as
 * anybody else listens, and end the process when nobody does: to them we must not look like somebody.
 */
function waitingListeners(): number {
  const version4 = (globalThis as { [key: symbol]: unknown })[Symbol.for('signal-exit emitter')];
  const version3 = (process as { __signal_exit_emitter__?: unknown }).__signal_exit_emitter__;
  return [version3, version4].reduce<number>((sum, emitter) => {
    const count = (emitter as { count?: unknown } | undefined)?.count;
    return sum + (typeof count === 'number' ? count : 0);
  }, 0);
}
