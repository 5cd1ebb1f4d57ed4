import { Counter, Gauge, type Registry } from 'prom-client';

/** On a gauge of ours: what it reads. The same in every copy of this package, as after a hot reload. */
const sources = Symbol.for('nestjs-kubernetes-leader.sources');

/** What a gauge reads at each scrape. */
export interface GaugeSource {
  readonly leaseName: string;
}

/** The metrics of one registry, shared by all who ask for them: two apps in one process, or one that is reloaded. */
export class SharedMetrics {
  constructor(private readonly registry: Registry) {}

  /**
   * @param merge of several sources with one lease: what they say together
   * @returns its sources, of whoever has asked before, too
   * @throws Error (from prom-client) if the registry has a metric of that name that is not ours
   */
  gauge<S extends GaugeSource>(
    name: string,
    help: string,
    read: (source: S) => number,
    merge: (...values: number[]) => number,
  ): Set<S> {
    const existing = this.registry.getSingleMetric(name) as { readonly [sources]?: Set<S> } | undefined;
    const known = existing?.[sources];
    if (known !== undefined) return known;
    const own = new Set<S>();
    const gauge = new Gauge({
      name,
      help,
      labelNames: ['name'],
      registers: [this.registry],
      collect() {
        const values = new Map<string, number>();
        for (const source of own) {
          const before = values.get(source.leaseName);
          values.set(source.leaseName, before === undefined ? read(source) : merge(before, read(source)));
        }
        for (const [lease, value] of values) this.set({ name: lease }, value);
      },
    });
    Object.defineProperty(gauge, sources, { value: own });
    return own;
  }

  counter<L extends string>(name: string, help: string, ...labels: L[]): Counter<'name' | L> {
    const existing = this.registry.getSingleMetric(name) as Counter<'name' | L> | undefined;
    return existing ?? new Counter({ name, help, labelNames: ['name', ...labels], registers: [this.registry] });
  }
}
