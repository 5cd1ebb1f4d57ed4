import { AutoClose, type SignalHost } from './auto-close.js';

/**
 * Listens for SIGINT and SIGTERM on behalf of an app that is only described yet, or starting: an app that was told to stop
 * must not start an election, and PID 1 would not even notice the signal. Nothing is at stake so early, so the signal is
 * passed on at once.
 */
export class EarlySignals {
  /** The first that came. */
  received: NodeJS.Signals | undefined;

  private constructor(private readonly waiting: Waiting) {}

  /** Signals are the process's, and so is this: it has one listener for all apps. */
  static listen(host: SignalHost = process): EarlySignals {
    let waiting = hosts.get(host);
    if (!waiting) hosts.set(host, (waiting = new Waiting(host)));
    const signals = new EarlySignals(waiting);
    waiting.add(signals);
    return signals;
  }

  /** The app listens itself from now on, or never will. */
  dispose(): void {
    this.waiting.delete(this);
  }
}

const hosts = new WeakMap<SignalHost, Waiting>();

class Waiting {
  private readonly all = new Set<EarlySignals>();
  private readonly autoClose: AutoClose;

  constructor(host: SignalHost) {
    this.autoClose = new AutoClose(signal => this.receive(signal), host);
  }

  add(signals: EarlySignals): void {
    if (this.all.size === 0) this.autoClose.listen();
    this.all.add(signals);
  }

  delete(signals: EarlySignals): void {
    if (this.all.delete(signals) && this.all.size === 0) this.autoClose.dispose();
  }

  private receive(signal: NodeJS.Signals): Promise<void> {
    for (const signals of this.all) signals.received ??= signal;
    this.all.clear();
    return Promise.resolve();
  }
}
