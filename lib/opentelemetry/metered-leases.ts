import { type Counter, type Histogram, type Meter } from '@opentelemetry/api';
import { gauges } from '../instruments/gauges.js';
import { type InstrumentId, instruments } from '../instruments/instruments.js';
import { type Labels, observeLease, type Sink, type Surroundings } from '../instruments/observe-lease.js';
import { type ObservedLease } from '../instruments/observed-lease.js';

/** The leases that one meter measures. */
export class MeteredLeases {
  private readonly leases = new Set<ObservedLease>();
  private readonly counters = new Map<InstrumentId, Counter>();
  private readonly histograms = new Map<InstrumentId, Histogram>();
  /** Of gauges that are told and not read, by their labels. */
  private readonly told = new Map<InstrumentId, Map<string, { labels: Labels; value: number }>>();
  private readonly sink: Sink = {
    count: (id, labels) => this.counters.get(id)?.add(1, labels),
    record: (id, labels, value) => {
      this.histograms.get(id)?.record(value, labels);
      this.told.get(id)?.set(JSON.stringify(labels), { labels, value });
    },
  };

  constructor(meter: Meter) {
    const read = new Set<InstrumentId>(gauges.map(({ id }) => id));
    for (const id of Object.keys(instruments) as InstrumentId[]) {
      const { name, help: description, kind } = instruments[id];
      const { buckets } = instruments[id] as { buckets?: readonly number[] };
      if (kind === 'counter') this.counters.set(id, meter.createCounter(name, { description }));
      else if (kind === 'histogram') {
        const advice = { explicitBucketBoundaries: [...(buckets ?? [])] };
        this.histograms.set(id, meter.createHistogram(name, { description, advice }));
      } else if (!read.has(id)) {
        const values = new Map<string, { labels: Labels; value: number }>();
        this.told.set(id, values);
        meter.createObservableGauge(name, { description }).addCallback(result => {
          for (const { labels, value } of values.values()) result.observe(value, labels);
        });
      }
    }
    for (const { id, read: readOne, merge } of gauges) {
      const { name, help: description } = instruments[id];
      meter.createObservableGauge(name, { description }).addCallback(result => {
        const values = new Map<string, number>();
        for (const lease of this.leases) {
          const value = readOne(lease);
          const before = values.get(lease.leaseName);
          if (value !== undefined) values.set(lease.leaseName, before === undefined ? value : merge(before, value));
        }
        for (const [lease, value] of values) result.observe(value, { name: lease });
      });
    }
  }

  observe(lease: ObservedLease, surroundings?: Surroundings): void {
    if (this.leases.has(lease)) return;
    this.leases.add(lease);
    observeLease(lease, this.sink, surroundings);
  }
}
