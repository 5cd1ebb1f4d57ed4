import { describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { must } from '../../support/kube-apiserver-access.js';
import { leaderOf, long, type World } from './world.js';

/** @kubernetes/client-node is not there, and to ask for it leaves a trace. */
export const withoutClientNode = ['--import', pathToFileURL('.build/test/apps/without-client-node.js').href];
export const askedForClientNode = 'asked for @kubernetes/client-node';

export function describePods(getWorld: () => World): void {
  describe('A Nest app in a pod', () => {
    it('needs nothing but the files of its service account, and loads no @kubernetes/client-node', async () => {
      const { namespace, connection } = await getWorld().newPod();
      const apps = ['pod-a', 'pod-b'].map(identity =>
        getWorld().start({ ...long, connection, identity }, { execArgv: withoutClientNode }),
      );
      const leader = await leaderOf(apps);
      expect((await leader.until('acquired')).namespace).toBe(namespace); // from its file
      leader.kill('SIGTERM');
      const [follower] = apps.filter(app => app !== leader);
      await follower.until('jobDone');
      for (const { output } of apps) expect(output).not.toContain(askedForClientNode);
    });

    it('gives its lease labels and annotations, also after a delete, and keeps those of others', async () => {
      const world = getWorld();
      const { namespace, connection } = await world.newPod();
      const labels = { team: 'billing', 'app.kubernetes.io/part-of': 'shop' };
      const annotations = { 'example.com/contact': 'billing@example.com' };
      const app = world.start({ ...long, connection, labels, annotations });
      await app.until('acquired');
      const path = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases/billing`;
      await must(world.server, 'PATCH', path, { metadata: { labels: { tier: 'back' } } });
      await untilRenewedTwice(namespace); // so that the leader knows of it
      await must(world.server, 'DELETE', path);
      while (app.countOf('acquired') < 2) await delay(50);
      expect((await world.lease(namespace))?.metadata).toMatchObject({
        labels: { ...labels, tier: 'back' },
        annotations,
      });
    });

    it('goes on when its token is replaced, before the old one ends or after', async () => {
      const world = getWorld();
      const apps = await Promise.all(
        ['before', 'after'].map(async when => {
          const { namespace } = await world.newPod();
          const { token, revoke } = await revocableToken(namespace);
          const { folder, connection } = await world.podIn(namespace, { token });
          const app = world.start({ ...long, connection });
          await app.until('acquired');
          return { when, namespace, token, revoke, app, folder };
        }),
      );

      const goesOn = async ({ when, namespace, token, revoke, app, folder }: (typeof apps)[number]) => {
        const replacement = await world.newToken(namespace);
        if (when === 'before') folder.rotate(replacement);
        await revoke();
        await untilRefused(namespace, token);
        if (when === 'after') {
          await app.until('requestFailed', ({ code }) => code === 'unauthorized');
          folder.rotate(replacement);
        }
        await untilRenewedTwice(namespace);
        expect([app.countOf('acquired'), app.countOf('lost')]).toEqual([1, 0]);
      };
      await Promise.all(apps.map(goesOn));
      expect(apps[1].app.output).toContain('The API server refuses the credentials');
    });

    /** Dies with the Secret that it is bound to. */
    async function revocableToken(namespace: string) {
      const { server } = getWorld();
      const secrets = `/api/v1/namespaces/${namespace}/secrets`;
      const { json } = await must(server, 'POST', secrets, { metadata: { name: 'bound' } });
      const boundObjectRef = { apiVersion: 'v1', kind: 'Secret', name: 'bound', uid: json.metadata?.uid };
      const account = `/api/v1/namespaces/${namespace}/serviceaccounts/billing`;
      const answer = await must(server, 'POST', `${account}/token`, { spec: { boundObjectRef } });
      return {
        token: (answer.json.status as { token: string }).token,
        revoke: () => must(server, 'DELETE', `${secrets}/bound`),
      };
    }

    /** The API server remembers for some seconds which tokens were good. */
    async function untilRefused(namespace: string, token: string) {
      const path = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases/billing`;
      while ((await getWorld().server.request('GET', path, { token })).status !== 401) await delay(100);
    }

    async function untilRenewedTwice(namespace: string) {
      const seen = new Set<unknown>();
      while (seen.size < 3) {
        seen.add((await getWorld().lease(namespace))?.spec?.renewTime);
        await delay(50);
      }
    }
  });
}
