import { type Instant } from '../election/now.js';

/** What one answer says about the time: the server's `Date`, and this process's clocks around it. */
export interface ServerTimeSample {
  /** Whole seconds, cut off; milliseconds. */
  readonly serverTime: number;
  /** Monotonic times before the request was sent, and after its answer had come. */
  readonly sent: number;
  readonly received: number;
}

/** `Date` has whole seconds. */
const truncation = 1000;

/**
 * How far this process's wall clock is from the API server's, as far as the last answer proves: the server wrote its
 * `Date` after the request was sent and before the answer had come, however long that took.
 */
export class ServerClock {
  private sample: ServerTimeSample | undefined;

  observe(sample: ServerTimeSample): void {
    this.sample = sample;
  }

  /** Milliseconds by which the wall clock is ahead, at least; negative if it is behind; 0 if neither is proven. */
  errorAt({ mono, wall }: Instant): number {
    if (this.sample === undefined) return 0;
    const { serverTime, sent, received } = this.sample;
    const ahead = wall - (serverTime + truncation + mono - sent);
    const behind = serverTime + mono - received - wall;
    if (ahead > 0) return ahead;
    return behind > 0 ? -behind : 0;
  }
}
