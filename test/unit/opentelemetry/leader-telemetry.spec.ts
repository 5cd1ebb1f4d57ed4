import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { instruments } from '../../../lib/instruments/instruments.js';
import { LeaderTelemetry } from '../../../lib/opentelemetry/index.js';
import { lease, leading, nextTurn, scene } from '../elector/started-elector.js';

/** Collects when it is asked to. */
class ManualReader extends MetricReader {
  protected onForceFlush = () => Promise.resolve();
  protected onShutdown = () => Promise.resolve();
}

function measured() {
  const reader = new ManualReader();
  const meter = new MeterProvider({ readers: [reader] }).getMeter('test');
  const points = async () => {
    const { resourceMetrics } = await reader.collect();
    const all = resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics);
    return Object.fromEntries(
      all.map(({ descriptor, dataPoints }) => [
        descriptor.name,
        dataPoints.map(({ attributes, value }) => ({
          ...attributes,
          value: typeof value === 'number' ? value : value.sum,
        })),
      ]),
    );
  };
  return { meter, points };
}

describe('LeaderTelemetry', () => {
  it('measures a lease by the same names as for Prometheus', async () => {
    const { meter, points } = measured();
    const { elector, client, clock } = await leading();
    new LeaderTelemetry({ meter }).observe(elector);
    await clock.advance(10_250);
    client.accept(12);
    await nextTurn();
    const startedAt = new Date(2_000);
    const tick = { job: 'mail', scheduledAt: new Date(0), attempt: 1, startedAt, finishedAt: new Date(5_000) };
    elector.report('tick', { ...tick, outcome: 'done' });
    const seen = await points();
    expect(Object.keys(seen).filter(name => !Object.values(instruments).some(known => known.name === name))).toEqual(
      [],
    );
    expect(seen).toMatchObject({
      leader_election_master_status: [{ name: 'billing', value: 1 }],
      leader_election_seconds_since_renewal: [{ name: 'billing', value: 0.25 }],
      leader_election_renewals_total: [{ name: 'billing', value: 1 }],
      leader_election_renewal_seconds: [{ name: 'billing', value: 0.25 }],
      leader_election_ticks_total: [{ name: 'billing', job: 'mail', outcome: 'done', value: 1 }],
      leader_election_tick_seconds: [{ name: 'billing', job: 'mail', value: 3 }],
      leader_election_tick_last_finish_timestamp_seconds: [{ name: 'billing', job: 'mail', value: 5 }],
    });
    client.watching.observer.onEvent({ type: 'MODIFIED', lease: lease({}, 13) });
    expect(await points()).toMatchObject({
      leader_election_master_status: [{ value: 0 }],
      leader_election_lost_total: [{ name: 'billing', code: 'replaced', cause: '', value: 1 }],
    });
  });

  it('counts a lease once, however often it is observed, also by another instance', async () => {
    const { meter, points } = measured();
    const { elector } = await leading();
    new LeaderTelemetry({ meter }).observe(elector).observe(elector);
    new LeaderTelemetry({ meter }).observe(elector);
    elector.report('turnedAway', { outcome: 'skipped' });
    expect((await points()).leader_election_turned_away_total).toEqual([
      { name: 'billing', outcome: 'skipped', value: 1 },
    ]);
  });

  it('needs neither a meter nor a tracer', async () => {
    const { elector } = await leading();
    expect(() => new LeaderTelemetry({}).observe(elector)).not.toThrow();
  });
});

describe('The spans', () => {
  const exporter = new InMemorySpanExporter();
  const tracer = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).getTracer('test');
  const manager = new AsyncLocalStorageContextManager();
  beforeEach(() => void context.setGlobalContextManager(manager.enable()));
  afterEach(() => {
    context.disable();
    exporter.reset();
  });

  const named = (name: string) => exporter.getFinishedSpans().filter(span => span.name === name);

  it('have one for each run, around all that it does, also after an await', async () => {
    const { elector } = await leading();
    new LeaderTelemetry({ tracer }).observe(elector).observe(elector);
    await elector.run(
      async () => {
        await nextTurn();
        tracer.startSpan('query').end();
      },
      { name: 'InvoiceJobs.sendInvoices' },
    );
    const [run, ...others] = named('InvoiceJobs.sendInvoices');
    expect(others).toEqual([]);
    expect(run.attributes).toEqual({ 'leader_election.lease': 'billing', 'leader_election.fencing_token': '11' });
    expect(named('query')[0].parentSpanContext?.spanId).toBe(run.spanContext().spanId);
    expect(elector.health.runs).toBe(0);
  });

  it('are ended also if the run fails', async () => {
    const { elector } = await leading();
    new LeaderTelemetry({ tracer }).observe(elector);
    await expect(elector.run(() => Promise.reject(new Error('no')), { name: 'bad' })).rejects.toThrow('no');
    expect(named('bad')).toHaveLength(1);
  });

  it('have one for each tick, with its times, its outcome and what it threw, in a trace of its own', async () => {
    const { elector } = await leading();
    new LeaderTelemetry({ tracer }).observe(elector);
    const tick = {
      job: 'mail',
      scheduledAt: new Date(0),
      attempt: 2,
      startedAt: new Date(2_000),
      finishedAt: new Date(5_000),
    };
    const outer = tracer.startSpan('outer');
    context.with(trace.setSpan(context.active(), outer), () => {
      elector.report('tick', { ...tick, outcome: 'failed', error: new Error('no paper') });
      elector.report('tick', { job: 'mail', scheduledAt: new Date(0), attempt: 0, outcome: 'missed' });
    });
    const [span, ...others] = named('tick mail');
    expect(others).toEqual([]);
    expect(span).toMatchObject({
      startTime: [2, 0],
      endTime: [5, 0],
      parentSpanContext: undefined,
      status: { code: SpanStatusCode.ERROR, message: 'no paper' },
      attributes: {
        'leader_election.job': 'mail',
        'leader_election.scheduled_at': '1970-01-01T00:00:00.000Z',
        'leader_election.attempt': 2,
        'leader_election.outcome': 'failed',
      },
    });
    expect(span.events[0].attributes?.['exception.message']).toBe('no paper');
  });

  it('have one for each term, which says why it ended', async () => {
    const { elector, client } = scene();
    new LeaderTelemetry({ tracer }).observe(elector);
    await elector.start();
    client.answer(lease({ holderIdentity: '', leaseDurationSeconds: 1 }, 10));
    await nextTurn();
    client.accept(11);
    await nextTurn();
    expect([elector.isLeader, named('term billing')]).toEqual([true, []]);
    client.watching.observer.onEvent({ type: 'MODIFIED', lease: lease({}, 15) });
    expect(named('term billing')).toMatchObject([
      { status: { code: SpanStatusCode.ERROR }, attributes: { 'leader_election.code': 'replaced' } },
    ]);
  });
});
