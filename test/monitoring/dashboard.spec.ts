import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { LeaseApiServer } from '../../lib/testing/index.js';
import { leaderMetricNames } from '../../lib/metrics/index.js';
import { builtSample } from '../support/built-sample.js';
import { type NodeProgram, NodePrograms } from '../support/node-program.js';
import { Prometheus } from './prometheus.js';

interface Dashboard {
  readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[];
}

const { panels } = JSON.parse(readFileSync('sample/06-metrics/dashboard.json', 'utf8')) as Dashboard;

/** As Grafana sends it. */
const asSent = (expr: string) => expr.replaceAll('$lease', '.*').replaceAll('$__rate_interval', '1m');

const queries = panels.flatMap(({ title, targets }) =>
  targets.map(({ expr }, index) => ({ title: `${title} ${index + 1}`, expr: asSent(expr) })),
);

/** What does not happen here: a job for ten minutes, a leader that dies in a tick, work that does not end. */
const rare = /interrupted_ticks|long_ticks|work_left/;

describe('The dashboard', () => {
  it('shows every metric', () => {
    const shown = queries.map(({ expr }) => expr).join('\n');
    expect(Object.values(leaderMetricNames).filter(name => !new RegExp(`${name}(_bucket)?[{ ]`).test(shown))).toEqual(
      [],
    );
  });

  describe('on what two replicas of the sample have told a Prometheus', () => {
    const api = new LeaseApiServer();
    const programs = new NodePrograms();
    let prometheus: Prometheus;

    const start = (name: string) =>
      programs.start(name, builtSample('06-metrics/main.js'), {
        env: { POD_NAME: name, LEASE_API: api.url, LEASE_DURATION: '2s', PORT: '0' },
      });
    const addressOf = async (replica: NodeProgram) => /http:\/\/(\S+)/.exec(await replica.says(/Listening on/))![1];

    beforeAll(async () => {
      await api.listen();
      const leader = start('pod-a');
      await leader.says(/this process \("pod-a"\) leads/);
      const follower = start('pod-b');
      await follower.says(/"pod-a" leads/);
      prometheus = await Prometheus.start([await addressOf(leader), await addressOf(follower)]);
      await until(async () => (await prometheus.query('leader_election_turned_away_total')).length > 0);
      leader.signal('SIGTERM');
      await follower.says(/this process \("pod-b"\) leads/);
      api.faults.add({ fault: 'error', status: 503, verb: 'update', times: 1 });
      await follower.says(/503/);
      api.leases.edit('metrics', lease => void (lease.spec!.holderIdentity = 'somebody'));
      await follower.says(/this process \("pod-b"\) leads/, { count: 2 });
    }, 120_000);

    afterAll(async () => {
      await programs.destroy();
      await prometheus?.stop();
      await api.close();
    });

    it.each(queries)('has something to show for: $title', async ({ expr }) => {
      if (rare.test(expr)) expect(await prometheus.query(expr)).toEqual([]);
      else await until(async () => (await prometheus.query(expr)).length > 0);
    });

    it('shows one leader, and the label of jobs as Prometheus calls it', async () => {
      const [leaders] = await prometheus.query('sum by (name) (leader_election_master_status)');
      expect(leaders.value[1]).toBe('1');
      const [ticks] = await prometheus.query('leader_election_ticks_total{outcome="done"}');
      expect(ticks.metric).toMatchObject({ job: 'billing', exported_job: 'stock' });
    });
  });
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await delay(200);
}
