import { type Clock, type Timer } from '../../core/clock/clock.js';

/** Milliseconds. A job that runs every second in a replica that does not lead would fill its log. */
const pause = 60_000;

/**
 * Remembers what was skipped lately: it is said once a minute for each method. A timer forgets it, so that a skip neither
 * reads a clock nor leaves garbage: there may be thousands in a second.
 */
export class SkipLog {
  /** Undefined while there is nothing: an empty Map takes 290 bytes, and an app may have a thousand leases. */
  private said: Map<string, Timer | undefined> | undefined;
  private isEnded = false;

  constructor(private readonly clock: Clock) {}

  isFirst(what: string): boolean {
    if (this.said?.has(what)) return false;
    this.said ??= new Map<string, Timer | undefined>();
    this.said.set(what, this.isEnded ? undefined : this.forgetLater(what));
    return true;
  }

  /** No timer is left; what is skipped from then on is said once. */
  end(): void {
    this.isEnded = true;
    for (const timer of this.said?.values() ?? []) timer?.cancel();
  }

  private forgetLater(what: string): Timer {
    const timer = this.clock.setTimer(() => this.said?.delete(what), pause);
    timer.unref?.();
    return timer;
  }
}
