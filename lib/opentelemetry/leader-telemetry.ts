import { type Meter, type Tracer } from '@opentelemetry/api';
import { MeteredLeases } from './metered-leases.js';
import { traceLease } from './trace-lease.js';
import { type TracedLease } from './traced-lease.js';

/** Where metrics and spans go: either, or both. */
export interface LeaderTelemetryOptions {
  /** @default no metrics */
  meter?: Meter;
  /** @default no spans */
  tracer?: Tracer;
}

/** What is observed already, so that a second instance (after a hot reload, for example) does not count it twice. */
const metered = new WeakMap<Meter, MeteredLeases>();
const traced = new WeakMap<Tracer, WeakSet<TracedLease>>();

/**
 * Metrics of elections by the names that they have for Prometheus, and spans of terms, runs and ticks, for OpenTelemetry.
 *
 * @example
 * ```ts
 * import { metrics, trace } from '@opentelemetry/api';
 * import { LeaderTelemetry } from 'nestjs-kubernetes-leader/opentelemetry';
 *
 * const [meter, tracer] = [metrics.getMeter('billing'), trace.getTracer('billing')];
 * new LeaderTelemetry({ meter, tracer }).observe(leader);
 * ```
 */
export class LeaderTelemetry {
  constructor(private readonly options: LeaderTelemetryOptions) {}

  /** Tells of the lease from now on. To observe the same one twice has no effect. */
  observe(lease: TracedLease): this {
    const { meter, tracer } = this.options;
    if (meter !== undefined) {
      const leases = metered.get(meter) ?? new MeteredLeases(meter);
      metered.set(meter, leases);
      leases.observe(lease);
    }
    if (tracer !== undefined) {
      const leases = traced.get(tracer) ?? new WeakSet();
      traced.set(tracer, leases);
      if (!leases.has(lease)) traceLease(lease, tracer);
      leases.add(lease);
    }
    return this;
  }
}
