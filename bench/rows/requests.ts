import { setTimeout as delay } from 'node:timers/promises';
import { type AuditedRequest } from '../lab/audit-log.js';
import { type Lab } from '../lab/lab.js';
import { clientGo } from '../peers/client-go.js';
import { codedependant } from '../peers/codedependant.js';
import { Fleet } from '../peers/fleet.js';
import { type Peer } from '../peers/peer.js';
import { thisPackage } from '../peers/this-package.js';
import { type Row, type Taken } from '../row.js';
import { summarize } from '../samples.js';

const ours = 'this package';
const theirs = 'client-go, its defaults';
const atOurTimings = clientGo({ leaseDuration: 20_000, renewDeadline: 15_000, renewInterval: 5_000 });

/**
 * Every replica is a service account of its own, and the audit log tells whose a request was: so all peers are counted in the
 * same ten minutes. The API server's `apiserver_request_total` cannot tell them apart, but has counted as many in all.
 */
export const requests: Row = {
  name: 'requests',
  title: 'requests at defaults, 3 replicas: the leader, each follower (its watches included)',
  unit: 'per second',
  measurements: [{ patient: true, take: count }],
  judge: of => {
    const rate = (who: string) => summarize(of(who)).median;
    return [
      { what: 'leader, per s', figure: rate(`${ours}, leader`), target: 0.21, portable: true },
      {
        what: 'follower, per s, the busier',
        figure: summarize(of(`${ours}, follower`)).max,
        target: 0.01,
        portable: true,
      },
      {
        what: "leader ÷ client-go's",
        figure: rate(`${ours}, leader`) / rate(`${theirs}, leader`),
        target: 0.21 / 0.49,
        portable: true,
      },
      {
        what: "follower ÷ client-go's",
        figure: rate(`${ours}, follower`) / rate(`${theirs}, follower`),
        target: 0.01 / 0.31,
        portable: true,
      },
    ];
  },
};

async function count(lab: Lab): Promise<Taken[]> {
  const seconds = lab.count(600, 40);
  const peers: [string, Peer][] = [
    [ours, thisPackage()],
    [theirs, clientGo()],
    ['client-go, our timings', atOurTimings],
    ['@codedependant', codedependant()],
  ];
  const fleets = await Promise.all(peers.map(async ([who, peer]) => ({ who, fleet: await Fleet.start(lab, peer, 3) })));
  const [before, countedBefore] = [lab.audit.position(), await countedByMetrics(lab)];
  await delay(seconds * 1000);
  const [audited, counted] = [lab.audit.since(before), (await countedByMetrics(lab)) - countedBefore];
  const all = audited.filter(({ verb }) => verb !== 'watch').length;
  const agreed = `${seconds} s, in which the audit log has ${all} requests for leases, watches aside, and the metrics ${counted}`;
  const taken = fleets
    .flatMap(({ who, fleet }) => rates(who, fleet, audited, seconds))
    .map((figures, i) => (i === 0 ? { ...figures, note: agreed } : figures));
  await Promise.all(fleets.map(({ fleet }) => fleet.end()));
  return taken;
}

/** All requests for leases by `apiserver_request_total`, but for watches, which it counts when they end. */
async function countedByMetrics(lab: Lab): Promise<number> {
  const lines = (await lab.server.metrics()).split('\n').filter(line => line.startsWith('apiserver_request_total{'));
  const ours = lines.filter(line => line.includes('resource="leases"') && !line.includes('verb="WATCH"'));
  return ours.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

function rates(who: string, fleet: Fleet, audited: readonly AuditedRequest[], seconds: number): Taken[] {
  const { leader } = fleet;
  const rate = (user: string) => audited.filter(request => request.user === user).length / seconds;
  const followers = fleet.all.filter(replica => replica !== leader);
  return [
    { who: `${who}, leader`, samples: [rate(leader.user)] },
    { who: `${who}, follower`, samples: followers.map(({ user }) => rate(user)) },
  ];
}
