import { setMaxListeners } from 'node:events';

/**
 * An AbortSignal that is made when somebody looks at it, aborted already if it is late: each takes nearly a kilobyte, and
 * most terms' are never looked at.
 */
export class SignalOnDemand {
  private controller: AbortController | undefined;
  private reason: Error | undefined;

  get signal(): AbortSignal {
    if (!this.controller) {
      this.controller = new AbortController();
      // All calls of a term listen to one signal: that many are no leak.
      setMaxListeners(0, this.controller.signal);
      if (this.reason) this.controller.abort(this.reason);
    }
    return this.controller.signal;
  }

  /** Once; the first reason stands. */
  abort(reason: Error): void {
    if (this.reason) return;
    this.reason = reason;
    this.controller?.abort(reason);
  }
}
