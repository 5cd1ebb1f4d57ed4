import { describe, expect, it, jest } from '@jest/globals';
import { type LeaseApiServer } from '../../../lib/testing/index.js';
import { overEachTransport } from '../transports.js';
import { type Replica, replica, startedApi, until } from './replicas.js';

jest.setTimeout(40_000);

/** A leader and a follower, whose watches are open. */
async function both(api: LeaseApiServer): Promise<[leader: Replica, follower: Replica]> {
  const one = await replica(api.url, 'one');
  await one.leader.waitForLeadership();
  const other = await replica(api.url, 'other', { waitForLeader: true });
  await until(() => api.watches.size === 2);
  return [one, other];
}

/** It goes on to lead the same term, over renewals that succeed. */
async function renewsOn(api: LeaseApiServer, { leader }: Replica): Promise<void> {
  const { term } = leader;
  const renewed = api.requests.count({ verb: 'update' });
  await until(
    () => api.requests.filter({ verb: 'update' }).filter(({ status }) => status === 200).length > renewed + 3,
  );
  expect(leader.term).toBe(term);
}

/** The follower sees that the leader goes, and leads. */
async function handsOver([one, other]: [Replica, Replica]): Promise<void> {
  await one.app.close();
  await until(() => other.leader.isLeader);
}

overEachTransport(({ name }) => {
  describe('A connection', () => {
    it('that the server wants to be rid of costs no term, no event and no warning, time and again', async () => {
      const api = await startedApi();
      const replicas = await both(api);
      for (let i = 0; i < 5; i++) {
        api.goAway();
        await renewsOn(api, replicas[0]);
      }
      await handsOver(replicas);
      expect(replicas.flatMap(({ logger }) => logger.of('warn'))).toEqual([]);
    });

    // HTTP/1.1 cannot express the wish.
    if (name === 'HTTP/2')
      it('that is closed after such a wish costs no warning: the watch goes on over another', async () => {
        const api = await startedApi();
        const replicas = await both(api);
        api.goAway();
        await renewsOn(api, replicas[0]);
        api.watches.cut();
        await until(() => api.watches.size === 2);
        await handsOver(replicas);
        expect(replicas.flatMap(({ logger }) => logger.of('warn'))).toEqual([]);
      });

    it('that is reset costs no term, and is replaced', async () => {
      const api = await startedApi();
      const replicas = await both(api);
      api.resetConnections();
      await renewsOn(api, replicas[0]);
      await until(() => api.watches.size === 2);
      await handsOver(replicas);
    });

    it('that has died silently costs no term: the leader renews over a fresh one', async () => {
      const api = await startedApi();
      const replicas = await both(api);
      api.loseConnections();
      await renewsOn(api, replicas[0]);
    });

    it('to a server that freezes ends the term, and carries on when it thaws', async () => {
      const api = await startedApi();
      const replicas = await both(api);
      api.pause();
      await until(() => replicas.every(({ leader }) => !leader.isLeader));
      api.resume();
      await until(() => replicas.some(({ leader }) => leader.isLeader));
    });
  });
});
