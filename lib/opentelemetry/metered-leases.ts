import { type Counter, type Histogram, type Meter } from '@opentelemetry/api';
import { gauges, isTold, readByLease } from '../instruments/gauges.js';
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
    for (const id of Object.keys(instruments) as InstrumentId[]) {
      const { name, help: description, kind } = instruments[id];
      const { buckets } = instruments[id] as { buckets?: readonly number[] };
      if (kind === 'counter') this.counters.set(id, meter.createCounter(name, { description }));
      else if (kind === 'histogram') {
        const advice = { explicitBucketBoundaries: [...(buckets ?? [])] };
        this.histograms.set(id, meter.createHistogram(name, { description, advice }));
      } else if (isTold(id)) {
        const values = new Map<string, { labels: Labels; value: number }>();
        this.told.set(id, values);
        meter.createObservableGauge(name, { description }).addCallback(result => {
          for (const { labels, value } of values.values()) result.observe(value, labels);
        });
      }
    }
    for (const reader of gauges) {
      const { name, help: description } = instruments[reader.id];
      meter.createObservableGauge(name, { description }).addCallback(result => {
        for (const [lease, value] of readByLease(reader, this.leases)) result.observe(value, { name: lease });
      });
    }
  }

  observe(lease: ObservedLease, surroundings?: Surroundings): void {
    if (this.leases.has(lease)) return;
    this.leases.add(lease);
    observeLease(lease, this.sink, surroundings);
  }
}
