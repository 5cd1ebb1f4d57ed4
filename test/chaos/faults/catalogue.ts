import { setTimeout as delay } from 'node:timers/promises';
import { timings } from '../../apps/chaos/settings.js';
import { type Candidate } from '../candidates/candidate.js';
import { Replica } from '../candidates/replica.js';
import { type Network } from '../proxy/tcp-proxy.js';
import { type Fault, type Scene } from './fault.js';
import { type Random } from './random.js';

const lease = timings.leaseDuration;
const shorter = (random: Random) => random.between(0.1 * lease, 0.6 * lease);
const longer = (random: Random) => random.between(1.1 * lease, 1.6 * lease);
const either = (random: Random) => (random.next() < 0.5 ? shorter : longer)(random);

/** What is done in each round, in an order that the seed decides. */
export const catalogue: readonly Fault[] = [
  { kind: 'leader: kill -9', times: 2, inflict: ({ leader }) => restart(leader) },
  {
    kind: 'leader: kill -9, back at once under the same identity',
    inflict: async ({ leader }) => {
      await leader.kill();
      await leader.start();
    },
  },
  {
    kind: 'leader: SIGTERM',
    times: 2,
    inflict: async ({ leader }) => {
      await leader.terminate();
      leader.rename();
      await leader.start();
    },
  },
  {
    kind: 'leader: stepDown()',
    clientGo: 'away',
    inflict: async ({ leader }) => {
      if (leader instanceof Replica) leader.stepDown();
    },
  },
  {
    kind: 'leader: SIGSTOP, shorter than the lease',
    times: 2,
    inflict: ({ leader, random }) => leader.freeze(shorter(random)),
  },
  {
    kind: 'leader: SIGSTOP, longer than the lease',
    times: 2,
    inflict: ({ leader, random }) => leader.freeze(longer(random)),
  },
  { kind: 'a follower: kill -9', inflict: ({ followers, random }) => restart(random.pick(followers)) },
  {
    kind: 'a follower: SIGSTOP, longer than the lease',
    inflict: ({ followers, random }) => random.pick(followers).freeze(longer(random)),
  },
  {
    kind: 'all: SIGSTOP, longer than the lease',
    inflict: async ({ all, random }) => {
      await Promise.all(all.map(candidate => candidate.freeze(longer(random))));
    },
  },
  partition('leader: connections cut', { kind: 'cut' }, either, ({ leader }) => [leader]),
  partition('leader: nothing arrives', { kind: 'swallows' }, either, ({ leader }) => [leader]),
  partition('leader: its answers are lost', { kind: 'swallows answers' }, either, ({ leader }) => [leader]),
  partition('leader: all arrives, but late', { kind: 'holds' }, either, ({ leader }) => [leader]),
  {
    kind: 'leader: a slow network',
    inflict: async scene => {
      const milliseconds = scene.random.between(50, 300);
      await during(scene.random.between(500, 1_500), [scene.leader], { kind: 'slow', milliseconds });
    },
  },
  partition('followers: connections cut', { kind: 'cut' }, either, ({ followers }) => followers),
  partition('followers: nothing arrives', { kind: 'swallows' }, either, ({ followers }) => followers),
  partition('followers: all arrives, but late', { kind: 'holds' }, either, ({ followers }) => followers),
  partition('all: connections cut', { kind: 'cut' }, either, ({ all }) => all),
  partition('all: nothing arrives', { kind: 'swallows' }, either, ({ all }) => all),
  partition('all: all arrives, but late', { kind: 'holds' }, either, ({ all }) => all),
  {
    ...partition('all but client-go: nothing arrives', { kind: 'swallows' }, longer, ({ replicas }) => replicas),
    clientGo: 'needed',
    times: 4,
  },
  {
    kind: 'API server: kill -9, started again on the same data',
    inflict: ({ server, random }) => server.crash(random.between(0, 1_000)),
  },
  {
    kind: 'API server: SIGSTOP, shorter than the lease',
    inflict: ({ server, random }) => server.freeze(shorter(random)),
  },
  {
    kind: 'API server: SIGSTOP, longer than the lease',
    inflict: ({ server, random }) => server.freeze(longer(random)),
  },
  { kind: 'etcd stopped', inflict: ({ server, random }) => server.stopEtcd(either(random)) },
  // client-go, where it runs, takes any lease without a holder, at once: no wait of ours could keep it from a leader that
  // does not know of the deletion yet.
  deletion('lease: deleted'),
  deletion('lease: deleted, the leader cut off', ({ leader, random }) =>
    during(longer(random), [leader], { kind: 'holds' }),
  ),
  deletion('lease: deleted, the leader frozen', ({ leader, random }) => leader.freeze(shorter(random))),
  { kind: 'lease: wiped', clientGo: 'away', inflict: ({ lease }) => lease.wipe() },
  { kind: 'lease: holder cleared', clientGo: 'away', inflict: ({ lease }) => lease.edit({ holderIdentity: '' }) },
  {
    kind: 'lease: holder edited to a stranger',
    inflict: ({ lease }) => lease.edit({ holderIdentity: 'a-stranger' }),
  },
  {
    kind: 'lease: holder edited to another replica',
    inflict: async ({ followers, lease, random }) => {
      // Named, client-go leads at once, whoever else does.
      const named = random.pick(followers.filter(follower => follower instanceof Replica));
      await lease.edit({ holderIdentity: named.identity });
    },
  },
  {
    kind: 'lease: duration lengthened',
    inflict: ({ lease, random }) => lease.edit({ leaseDurationSeconds: random.pick([3, 4]) }),
  },
  {
    kind: 'lease: duration shortened',
    // client-go goes by what the record says, however long its leader's lease is.
    clientGo: 'away',
    inflict: async ({ lease, random }) => {
      await lease.edit({ leaseDurationSeconds: random.pick([1, null]) });
      await lease.wholeAgain();
    },
  },
  { kind: 'lease: labels edited', inflict: ({ lease, random }) => lease.label(`at-${random.next()}`) },
];

/** It is somebody else when it comes back, as a pod that replaces another is. */
async function restart(candidate: Candidate): Promise<void> {
  await candidate.kill();
  candidate.rename();
  await candidate.start();
}

function partition(
  kind: string,
  network: Network,
  milliseconds: (random: Random) => number,
  who: (scene: Scene) => readonly Candidate[],
): Fault {
  return { kind, inflict: scene => during(milliseconds(scene.random), who(scene), network) };
}

/** @param meanwhile begins before the lease is gone, and has to end before the fault does */
function deletion(kind: string, meanwhile?: (scene: Scene) => Promise<void>): Fault {
  return {
    kind,
    clientGo: 'away',
    inflict: async scene => {
      await seenByAll(scene);
      const over = meanwhile?.(scene);
      await scene.lease.delete();
      await over;
    },
  };
}

/** A replica that sees the lease for the first time when it is gone cannot know of a leader (rule 11 leaves that out). */
async function seenByAll({ replicas }: Scene): Promise<void> {
  while (!replicas.every(({ hasSeenLease }) => hasSeenLease)) await delay(5);
}

async function during(milliseconds: number, candidates: readonly Candidate[], network: Network): Promise<void> {
  for (const { proxy } of candidates) proxy.become(network);
  await delay(milliseconds);
  for (const { proxy } of candidates) proxy.become({ kind: 'fine' });
}
