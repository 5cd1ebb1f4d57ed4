import { type Clock } from '../../core/clock/clock.js';

/** Milliseconds. A job that runs every second in a replica that does not lead would fill its log. */
const pause = 60_000;

/** Remembers what was skipped lately: it is said once a minute for each method. */
export class SkipLog {
  private readonly said = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  isFirst(what: string): boolean {
    const now = this.clock.monotonic();
    if (now - (this.said.get(what) ?? -Infinity) < pause) return false;
    this.said.set(what, now);
    return true;
  }
}
