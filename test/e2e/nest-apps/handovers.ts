import { describe, expect, it } from '@jest/globals';
import { type BillingApp, type Election, leaderOf, long, short, type StartOptions, type World } from './world.js';

export function describeHandovers(getWorld: () => World): void {
  describe('Three replicas of a Nest app, in three processes', () => {
    async function threeReplicas(election: Election, options: StartOptions) {
      const world = getWorld();
      const { namespace, connection } = await world.newPod();
      const history = await world.history(namespace);
      const replicas = ['pod-a', 'pod-b', 'pod-c'].map(identity =>
        world.start({ ...election, connection, identity }, options),
      );
      await Promise.all(replicas.map(replica => replica.until('started')));
      const leader = await leaderOf(replicas);
      const followers = replicas.filter(replica => replica !== leader);
      const { token } = await leader.until('jobDone');
      return { namespace, history, leader, followers, token: BigInt(token) };
    }

    /** The first of them to have done a whole job of a later term. */
    const successorOf = (followers: BillingApp[], token: bigint) =>
      Promise.race(
        followers.map(async follower => {
          await follower.until('jobDone', job => BigInt(job.token) > token);
          return follower;
        }),
      );

    const post = async (replica: BillingApp) => {
      const { url } = await replica.until('started');
      const answer = await fetch(`${url}/invoices`, { method: 'POST' });
      await answer.arrayBuffer();
      return { status: answer.status, retryAfter: answer.headers.has('retry-after') };
    };

    it('do the work of the leader in one of them, and refuse it with a 503 in the others', async () => {
      const { leader, followers } = await threeReplicas(long, {});
      expect(followers.map(follower => follower.countOf('jobBegun'))).toEqual([0, 0]);
      expect(await Promise.all([leader, ...followers].map(post))).toEqual([
        { status: 201, retryAfter: false },
        { status: 503, retryAfter: true },
        { status: 503, retryAfter: true },
      ]);
    });

    it('go on with the cron job in another one when the leader is killed with -9', async () => {
      const { history, leader, followers, token } = await threeReplicas(short, {});
      leader.kill('SIGKILL');
      const successor = await successorOf(followers, token);
      expect(await leader.ended()).toEqual({ code: null, signal: 'SIGKILL' });
      expect(followers.map(follower => follower.countOf('jobBegun') > 0)).toEqual(
        followers.map(follower => follower === successor),
      );
      expect(history.holders).toHaveLength(2); // nobody released it
      expect(history.holders).not.toContain('');
    });

    it('hand over at once when the leader is told to end: it finishes its job, releases, and another one leads', async () => {
      const { history, leader, followers, token } = await threeReplicas(long, { shutdownHooks: true });
      await leader.next('jobBegun');
      leader.kill('SIGTERM');
      await leader.ended();
      const end = leader.messages.map(({ type }) => type).filter(type => type !== 'leaderChanged');
      expect(end.slice(end.indexOf('ending'))).toEqual(['ending', 'jobDone', 'lost']);

      await successorOf(followers, token);
      await history.until(spec => spec.holderIdentity === '' && spec.leaseDurationSeconds === 1);
      expect(history.holders).toEqual([expect.stringMatching('pod-'), '', expect.stringMatching('pod-')]);
    });
  });
}
