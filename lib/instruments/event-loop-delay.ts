import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';

/** How long the event loop was blocked, at most, since it was last asked to forget. */
export interface EventLoopDelay {
  start(): void;
  reset(): void;
  /** @returns milliseconds */
  stop(): number;
}

/** Milliseconds between two looks. A block that is shorter cannot be the cause of a loss. */
const resolution = 50;

/** The process's own. Measures only while this process leads. */
export class MeasuredEventLoopDelay implements EventLoopDelay {
  private histogram: IntervalHistogram | undefined;

  start(): void {
    this.histogram ??= monitorEventLoopDelay({ resolution });
    this.histogram.reset();
    this.histogram.enable();
  }

  reset(): void {
    this.histogram?.reset();
  }

  stop(): number {
    if (this.histogram === undefined) return 0;
    this.histogram.disable();
    const { max } = this.histogram;
    return Number.isFinite(max) ? max / 1e6 : 0;
  }
}
