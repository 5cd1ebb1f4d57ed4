import { describe, expect, it } from '@jest/globals';
import { Gauge, Registry } from 'prom-client';
import { LeaderMetrics, leaderMetricNames } from '../../../lib/metrics/index.js';
import { LeaseRequestError } from '../../../lib/core/lease/lease-request.error.js';
import { scene, lease, nextTurn } from '../elector/started-elector.js';

const released = { holderIdentity: '', leaseDurationSeconds: 1 };

async function observed() {
  const { elector, client, clock } = scene();
  const registry = new Registry();
  const delay = { longest: 0, start() {}, reset() {}, stop: () => delay.longest };
  const metrics = new LeaderMetrics(registry, { clock, eventLoopDelay: delay }).observe(elector);
  /** Of these metrics, without their common prefix; buckets are left out. */
  const values = async (pattern: RegExp) =>
    (await registry.metrics())
      .split('\n')
      .filter(line => pattern.test(line) && !/^#|_bucket/.test(line))
      .map(line => line.replace('leader_election_', ''))
      .sort();
  const lead = async () => {
    client.answer(lease(released, 10));
    await nextTurn();
    client.accept(11);
    await nextTurn();
    client.watching.observer.onOpen();
  };
  await elector.start();
  return { elector, client, clock, registry, metrics, delay, values, lead };
}

describe('The metrics of a lease', () => {
  it('tell whether this process leads, as of the scrape, and count its terms, renewals and losses', async () => {
    const { elector, client, clock, values, lead } = await observed();
    const pattern = /master|lingering|renewals|terms|lost/;
    expect(await values(pattern)).toEqual(['lingering_work{name="billing"} 0', 'master_status{name="billing"} 0']);
    await lead();
    await clock.advance(10_000);
    client.accept(12);
    await nextTurn();
    expect(await values(pattern)).toEqual([
      'lingering_work{name="billing"} 0',
      'master_status{name="billing"} 1',
      'renewals_total{name="billing"} 1',
      'terms_total{name="billing"} 1',
    ]);
    client.watching.observer.onEvent({ type: 'MODIFIED', lease: lease({}, 13) });
    expect(elector.isLeader).toBe(false);
    expect(await values(pattern)).toEqual([
      'lingering_work{name="billing"} 0',
      'lost_total{name="billing",code="replaced",cause=""} 1',
      'master_status{name="billing"} 0',
      'renewals_total{name="billing"} 1',
      'terms_total{name="billing"} 1',
    ]);
  });

  it('tell how near the deadline is, and how long renewals take', async () => {
    const { client, clock, values, lead } = await observed();
    expect(await values(/seconds_(since|to)/)).toEqual([]);
    await lead();
    await clock.advance(4_000);
    expect(await values(/seconds_(since|to)/)).toEqual([
      'seconds_since_renewal{name="billing"} 4',
      'seconds_to_deadline{name="billing"} 11',
    ]);
    await clock.advance(6_250);
    client.accept(12);
    await nextTurn();
    expect(await values(/renewal_seconds/)).toEqual([
      'renewal_seconds_count{name="billing"} 1',
      'renewal_seconds_sum{name="billing"} 0.25',
    ]);
  });

  it.each([
    ['eventLoop', 6_000, undefined],
    ['server', 0, 'server'],
    ['unknown', 0, undefined],
  ] as const)('tell why a term was not renewed in time: %s', async (cause, longest, code) => {
    const { elector, clock, values, delay, lead } = await observed();
    await lead();
    delay.longest = longest;
    if (code) elector.report('requestFailed', new LeaseRequestError(code, 'no', { verb: 'update' }));
    await clock.advance(15_000);
    expect(elector.isLeader).toBe(false);
    expect(await values(/lost_total|at_loss/)).toEqual([
      'event_loop_delay_at_loss_seconds_count{name="billing"} 1',
      `event_loop_delay_at_loss_seconds_sum{name="billing"} ${longest / 1000}`,
      `lost_total{name="billing",code="deadline",cause="${cause}"} 1`,
    ]);
  });

  it('tell of a handover how long nobody led, and how often the lease passed on', async () => {
    const { client, clock, values } = await observed();
    client.answer(lease({}, 10));
    await nextTurn();
    const { observer } = client.watching;
    observer.onOpen();
    observer.onEvent({ type: 'MODIFIED', lease: lease(released, 11) });
    await clock.advance(50);
    client.accept(12);
    await nextTurn();
    expect(await values(/handover_seconds|transitions/)).toEqual([
      'handover_seconds_count{name="billing"} 1',
      'handover_seconds_sum{name="billing"} 0.05',
      'transitions_total{name="billing"} 2',
    ]);
  });

  it('count requests that failed, calls that were turned away, and work that was left', async () => {
    const { elector, values, lead, clock } = await observed();
    elector.report('requestFailed', new LeaseRequestError('forbidden', 'no', { verb: 'update' }));
    for (const outcome of ['skipped', 'refused', 'skipped'] as const) elector.report('turnedAway', { outcome });
    await lead();
    elector.enter('job');
    expect(await values(/_runs/)).toEqual(['runs{name="billing"} 1']);
    void elector.stepDown();
    await clock.advance(12_000);
    expect(await values(/request_fail|turned|work/)).toEqual([
      'lingering_work{name="billing"} 1',
      'request_failures_total{name="billing",verb="update",code="forbidden"} 1',
      'turned_away_total{name="billing",outcome="refused"} 1',
      'turned_away_total{name="billing",outcome="skipped"} 2',
      'work_left_total{name="billing"} 1',
    ]);
  });

  it('tell of each job how its ticks ended, how late they began, how long they took, and when the last was done', async () => {
    const { elector, values } = await observed();
    const scheduledAt = new Date(0);
    const ran = { job: 'invoices', scheduledAt, attempt: 1, startedAt: new Date(2_000), finishedAt: new Date(5_000) };
    elector.report('tick', { ...ran, outcome: 'done' });
    elector.report('tick', { ...ran, finishedAt: new Date(9_000), outcome: 'failed' });
    elector.report('tick', { job: 'invoices', scheduledAt, attempt: 0, outcome: 'missed' });
    elector.report('longTick', { job: 'invoices', scheduledAt, attempt: 1, startedAt: new Date() });
    elector.report('interrupted', { job: 'invoices', scheduledAt, attempt: 1, retried: true });
    elector.report('interrupted', { job: 'invoices', scheduledAt, attempt: 2, retried: false });
    const of = 'name="billing",job="invoices"';
    expect(await values(/tick/)).toEqual([
      `interrupted_ticks_total{${of},retried="false"} 1`,
      `interrupted_ticks_total{${of},retried="true"} 1`,
      `long_ticks_total{${of}} 1`,
      `tick_last_finish_timestamp_seconds{${of}} 5`,
      `tick_lateness_seconds_count{${of}} 2`,
      `tick_lateness_seconds_sum{${of}} 4`,
      `tick_seconds_count{${of}} 2`,
      `tick_seconds_sum{${of}} 10`,
      `ticks_total{${of},outcome="done"} 1`,
      `ticks_total{${of},outcome="failed"} 1`,
      `ticks_total{${of},outcome="missed"} 1`,
    ]);
  });

  it('count a lease that is observed twice once', async () => {
    const { elector, metrics, values } = await observed();
    metrics.observe(elector);
    elector.report('requestFailed', new LeaseRequestError('server', 'no', { verb: 'get' }));
    expect(await values(/request_failures/)).toEqual([
      'request_failures_total{name="billing",verb="get",code="server"} 1',
    ]);
  });

  it('are shared by all who ask for them in one registry: two apps in one process, or one that is reloaded', async () => {
    const { elector, registry, values, lead } = await observed();
    const again = new LeaderMetrics(registry).observe(elector);
    const other = scene();
    again.observe(other.elector);
    await lead();
    expect(await values(/master|terms/)).toEqual(['master_status{name="billing"} 1', 'terms_total{name="billing"} 1']);
  });

  it('are made anew in a registry that was cleared', async () => {
    const { elector, registry, values } = await observed();
    registry.clear();
    new LeaderMetrics(registry).observe(elector);
    expect(await values(/master|lingering/)).toHaveLength(2);
  });

  it("do not take the place of somebody else's", () => {
    const registry = new Registry();
    new Gauge({ name: leaderMetricNames.masterStatus, help: 'another', registers: [registry] });
    expect(() => new LeaderMetrics(registry)).toThrow('already been registered');
  });
});
