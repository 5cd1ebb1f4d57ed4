import { type Counter, type Gauge, type Histogram, type Registry } from 'prom-client';
import { SharedMetrics } from './shared-metrics.js';
import { gauges, isTold } from '../instruments/gauges.js';
import { type InstrumentId, instruments } from '../instruments/instruments.js';
import { observeLease, type Sink, type Surroundings } from '../instruments/observe-lease.js';
import { type ObservedLease } from '../instruments/observed-lease.js';

/**
 * Metrics of elections for Prometheus. The label `name` is the name of the lease. Let one instance observe
 * every lease of the app.
 *
 * @example
 * ```ts
 * import { register } from 'prom-client';
 *
 * new LeaderMetrics(register).observe(leaderService);
 * ```
 */
export class LeaderMetrics {
  private readonly sources: readonly Set<ObservedLease>[];
  private readonly counters = new Map<InstrumentId, Counter>();
  private readonly recorders = new Map<InstrumentId, Pick<Histogram, 'observe'> | Pick<Gauge, 'set'>>();
  private readonly sink: Sink = {
    count: (id, labels) => this.counters.get(id)?.inc(labels),
    record: (id, labels, value) => {
      const metric = this.recorders.get(id);
      if (metric === undefined) return;
      if ('observe' in metric) metric.observe(labels, value);
      else metric.set(labels, value);
    },
  };

  /**
   * A second one for a registry shares the metrics of the first.
   *
   * @throws Error (from prom-client) if the registry has a metric of one of these names that is not ours
   */
  constructor(
    registry: Registry,
    /** @internal */
    private readonly surroundings: Surroundings = {},
  ) {
    const metrics = new SharedMetrics(registry);
    this.sources = gauges.map(reader => metrics.source(instruments[reader.id], reader));
    for (const id of Object.keys(instruments) as InstrumentId[]) {
      const { kind } = instruments[id];
      if (kind === 'counter') this.counters.set(id, metrics.counter(instruments[id]));
      else if (kind === 'histogram') this.recorders.set(id, metrics.histogram(instruments[id]));
      else if (isTold(id)) this.recorders.set(id, metrics.gauge(instruments[id]));
    }
  }

  /** Tells of the lease from now on. To observe the same service twice has no effect. */
  observe(leader: ObservedLease): this {
    if (this.sources[0].has(leader)) return this;
    for (const source of this.sources) source.add(leader);
    observeLease(leader, this.sink, this.surroundings);
    return this;
  }
}
