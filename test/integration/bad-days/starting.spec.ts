import { describe, expect, it, jest } from '@jest/globals';
import { type LeaseApiServer } from '../../../lib/testing/index.js';
import { overEachTransport } from '../transports.js';
import { begunConditions, endedConditions, replica, startedApi, toldAgain, until } from './replicas.js';

jest.setTimeout(40_000);

/** A write's answer tells that it works, unless a watch was faster: then nobody needs it any more. */
const isOver = /^log \w+ lease \w+\/billing: (works again|not needed any more, "one" leads)$/;

/** Where the API server should be when an app starts, and how it comes. */
const absences: Record<string, [go: (api: LeaseApiServer) => unknown, come: (api: LeaseApiServer) => unknown]> = {
  'that is not there': [api => api.stopListening(), api => api.listen()],
  'that answers nothing': [api => api.pause(), api => api.resume()],
  'that is starting': [
    api => api.faults.add({ fault: 'error', status: 503, html: 'starting' }),
    api => api.faults.clear(),
  ],
};

overEachTransport(() => {
  describe('An API server', () => {
    it.each(Object.entries(absences))('%s at start-up does not keep the app from starting', async (_, [go, come]) => {
      const api = await startedApi();
      await go(api);
      const [one, other] = [await replica(api.url, 'one'), await replica(api.url, 'other')];
      const both = [one, other];
      expect([one.leader.isLeader, one.leader.holder, one.work()]).toEqual([false, undefined, undefined]);
      let failures = 0;
      one.leader.on('requestFailed', () => failures++);
      await until(() => failures > 5 && both.every(replica => begunConditions(replica).length > 0));
      for (const { logger } of both) {
        expect(logger.of('warn')[0]).toMatch(
          /^warn get lease .*\nIt is tried again, in the background, until it works\.$/,
        );
      }

      await come(api);
      await until(() => both.some(({ leader }) => leader.isLeader) && both.every(({ leader }) => leader.holder));
      await until(() => both.every(replica => endedConditions(replica).includes('get')));
      expect(both.flatMap(toldAgain)).toEqual([]);
    });

    it('that does not know the namespace is told of once, and leads to a leader when somebody creates it', async () => {
      const namespaces = ['default'];
      const api = await startedApi({ namespaces });
      const { leader, logger } = await replica(api.url, 'one', { namespace: 'nowhere' });
      let failures = 0;
      leader.on('requestFailed', () => failures++);
      await until(() => failures > 5);
      expect(logger.of('warn create')).toEqual([
        expect.stringMatching(/^warn create lease nowhere\/billing: 404 Not Found: namespaces "nowhere" not found\n/),
      ]);
      namespaces.push('nowhere');
      await leader.waitForLeadership();
      await until(() => logger.of('log create').length > 0);
      expect(logger.of('log create')).toEqual([expect.stringMatching(isOver)]);
    });

    it('that does not accept the token is told of once, and leads to a leader when it does', async () => {
      const tokens: Record<string, string> = {};
      const api = await startedApi({ tokens });
      const { leader, logger } = await replica(api.url, 'one', { token: 'old-secret' });
      let failures = 0;
      leader.on('requestFailed', () => failures++);
      await until(() => failures > 5);
      expect(logger.of('warn')).toEqual([expect.stringMatching(/^warn get lease default\/billing: 401 Unauthorized/)]);
      expect(logger.lines.join()).not.toContain('old-secret');
      tokens['old-secret'] = 'replica';
      await leader.waitForLeadership();
      expect(logger.of('log get')).toEqual(['log get lease default/billing: works again']);
    });
  });

  describe('A permission that is missing', () => {
    it.each(['get', 'create', 'update', 'watch'] as const)(
      'is named, with the Role that grants it, once; and the app goes on when it is granted (%s)',
      async missing => {
        let denied = true;
        const authorize = ({ verb }: { verb: string }) => !(denied && verb === missing);
        const api = await startedApi({ tokens: { secret: 'replica' }, authorize });
        if (missing === 'update') api.leases.put({ metadata: { name: 'billing' }, spec: { holderIdentity: 'gone' } });
        const { leader, logger } = await replica(api.url, 'one', { token: 'secret' });
        let failures = 0;
        leader.on('requestFailed', ({ code }) => (failures += code === 'forbidden' ? 1 : 0));
        await until(() => failures > 2);
        expect(logger.of(`warn ${missing}`)).toHaveLength(1);
        const [warning] = logger.of(`warn ${missing}`);
        expect(warning.split('\n')[0]).toBe(
          `warn ${missing} lease default/billing: 403 Forbidden: leases.coordination.k8s.io ${missing === 'create' ? '' : '"billing" '}is forbidden: ` +
            `User "replica" cannot ${missing} resource "leases" in API group "coordination.k8s.io" in the namespace "default"`,
        );
        expect(warning).toContain('kind: Role\n');
        denied = false;
        if (missing === 'watch') await until(() => logger.of('log watch').length > 0);
        await leader.waitForLeadership();
        await until(() => logger.of(`log ${missing}`).length > 0);
        expect(logger.of(`log ${missing}`)).toEqual([expect.stringMatching(isOver)]);
      },
    );
  });
});
