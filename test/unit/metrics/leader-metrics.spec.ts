import { describe, expect, it } from '@jest/globals';
import { Gauge, Registry } from 'prom-client';
import { LeaderMetrics, leaderMetricNames } from '../../../lib/metrics/index.js';
import { LeaseRequestError } from '../../../lib/core/lease/lease-request.error.js';
import { scene, lease, nextTurn } from '../elector/started-elector.js';

async function observed() {
  const { elector, client, clock } = scene();
  const registry = new Registry();
  const metrics = new LeaderMetrics(registry).observe(elector);
  const values = async () =>
    (await registry.metrics())
      .split('\n')
      .filter(line => line !== '' && !line.startsWith('#'))
      .sort();
  await elector.start();
  return { elector, client, clock, registry, metrics, values };
}

describe('The metrics of a lease', () => {
  it('tell whether this process leads, as of the scrape, and count its terms, renewals and losses', async () => {
    const { elector, client, clock, values } = await observed();
    expect(await values()).toEqual([
      'leader_election_lingering_work{name="billing"} 0',
      'leader_election_master_status{name="billing"} 0',
    ]);
    client.answer(lease({ holderIdentity: '', leaseDurationSeconds: 1 }, 10));
    await nextTurn();
    client.accept(11);
    await clock.advance(10_000);
    client.accept(12);
    await nextTurn();
    expect(await values()).toEqual([
      'leader_election_lingering_work{name="billing"} 0',
      'leader_election_master_status{name="billing"} 1',
      'leader_election_renewals_total{name="billing"} 1',
      'leader_election_terms_total{name="billing"} 1',
    ]);
    client.watching.observer.onEvent({ type: 'MODIFIED', lease: lease({}, 13) });
    expect(elector.isLeader).toBe(false);
    expect(await values()).toEqual([
      'leader_election_lingering_work{name="billing"} 0',
      'leader_election_lost_total{name="billing",code="replaced"} 1',
      'leader_election_master_status{name="billing"} 0',
      'leader_election_renewals_total{name="billing"} 1',
      'leader_election_terms_total{name="billing"} 1',
    ]);
  });

  it('count requests that failed, and ticks that were interrupted', async () => {
    const { elector, values } = await observed();
    elector.report('requestFailed', new LeaseRequestError('forbidden', 'no', { verb: 'update' }));
    const scheduledAt = new Date(0);
    elector.report('interrupted', { job: 'invoices', scheduledAt, attempt: 1, retried: true });
    elector.report('interrupted', { job: 'invoices', scheduledAt, attempt: 2, retried: false });
    expect(await values()).toEqual([
      'leader_election_interrupted_ticks_total{name="billing",job="invoices",retried="false"} 1',
      'leader_election_interrupted_ticks_total{name="billing",job="invoices",retried="true"} 1',
      'leader_election_lingering_work{name="billing"} 0',
      'leader_election_master_status{name="billing"} 0',
      'leader_election_request_failures_total{name="billing",verb="update",code="forbidden"} 1',
    ]);
  });

  it('count a lease that is observed twice once', async () => {
    const { elector, metrics, values } = await observed();
    metrics.observe(elector);
    elector.report('requestFailed', new LeaseRequestError('server', 'no', { verb: 'get' }));
    expect((await values()).at(-1)).toBe(
      'leader_election_request_failures_total{name="billing",verb="get",code="server"} 1',
    );
  });

  it('are shared by all who ask for them in one registry: two apps in one process, or one that is reloaded', async () => {
    const { elector, client, registry, values } = await observed();
    const again = new LeaderMetrics(registry).observe(elector);
    const other = scene();
    again.observe(other.elector);
    client.answer(lease({ holderIdentity: '', leaseDurationSeconds: 1 }, 10));
    await nextTurn();
    client.accept(11);
    await nextTurn();
    expect(await values()).toEqual([
      'leader_election_lingering_work{name="billing"} 0',
      'leader_election_master_status{name="billing"} 1',
      'leader_election_terms_total{name="billing"} 1',
    ]);
  });

  it('are made anew in a registry that was cleared', async () => {
    const { elector, registry, values } = await observed();
    registry.clear();
    new LeaderMetrics(registry).observe(elector);
    expect(await values()).toHaveLength(2);
  });

  it("do not take the place of somebody else's", () => {
    const registry = new Registry();
    new Gauge({ name: leaderMetricNames.masterStatus, help: 'another', registers: [registry] });
    expect(() => new LeaderMetrics(registry)).toThrow('already been registered');
  });
});
