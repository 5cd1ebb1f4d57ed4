import { type LeaseTicks } from './lease-ticks.js';
import { type TickElector } from './tick-elector.js';

/** The ticks of a lease's jobs, loaded when the first of them is needed: most apps have none. */
export class LazyTicks {
  /** Undefined as long as nothing has needed them. */
  loaded: LeaseTicks | undefined;
  private loading: Promise<LeaseTicks> | undefined;

  constructor(private readonly elector: TickElector) {}

  load(): Promise<LeaseTicks> {
    return (this.loading ??= import('./lease-ticks.js').then(
      ({ LeaseTicks }) => (this.loaded = new LeaseTicks(this.elector)),
    ));
  }
}
