import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { type GaugeReader, readByLease } from '../instruments/gauges.js';
import { type Instrument } from '../instruments/instruments.js';
import { type ObservedLease } from '../instruments/observed-lease.js';

/** On a gauge of ours: what it reads. The same in every copy of this package, as after a hot reload. */
const sources = Symbol.for('nestjs-kubernetes-leader.sources');

/** The metrics of one registry, shared by all who ask for them: two apps in one process, or one that is reloaded. */
export class SharedMetrics {
  constructor(private readonly registry: Registry) {}

  /**
   * A gauge that is read at each scrape.
   *
   * @returns what it reads, of whoever has asked before, too
   * @throws Error (from prom-client) if the registry has a metric of that name that is not ours
   */
  source(instrument: Instrument, reader: GaugeReader): Set<ObservedLease> {
    const existing = this.registry.getSingleMetric(instrument.name) as { [sources]?: Set<ObservedLease> } | undefined;
    const known = existing?.[sources];
    if (known !== undefined) return known;
    const own = new Set<ObservedLease>();
    const gauge = new Gauge({
      ...this.configuration(instrument),
      collect() {
        this.reset();
        for (const [lease, value] of readByLease(reader, own)) this.set({ name: lease }, value);
      },
    });
    Object.defineProperty(gauge, sources, { value: own });
    return own;
  }

  gauge(instrument: Instrument): Gauge {
    return this.existing<Gauge>(instrument) ?? new Gauge(this.configuration(instrument));
  }

  counter(instrument: Instrument): Counter {
    return this.existing<Counter>(instrument) ?? new Counter(this.configuration(instrument));
  }

  histogram(instrument: Instrument): Histogram {
    const buckets = [...(instrument.buckets ?? [])];
    return this.existing<Histogram>(instrument) ?? new Histogram({ ...this.configuration(instrument), buckets });
  }

  private existing<M>({ name }: Instrument): M | undefined {
    return this.registry.getSingleMetric(name) as M | undefined;
  }

  private configuration({ name, help, labels }: Instrument) {
    return { name, help, labelNames: ['name', ...labels], registers: [this.registry] };
  }
}
