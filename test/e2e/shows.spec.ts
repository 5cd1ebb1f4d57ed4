import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { setTimeout as delay } from 'node:timers/promises';
import { LeaderElectionModule, type LeaderElectionModuleOptions, LeaderService } from '../../lib/index.js';
import { cli } from '../support/cli.js';
import { must } from '../support/kube-apiserver-access.js';
import { type KubeApiServer, type KubeObject, startKubeApiServer } from '../support/kube-apiserver.js';
import { apply, parseManifests } from '../support/manifests.js';
import { RecordingLogger } from '../support/recording-logger.js';

jest.setTimeout(120_000);

/** Of an Event, as much as is looked at. */
interface WrittenEvent extends KubeObject {
  involvedObject: Record<string, string>;
  message: string;
  reason: string;
  type: string;
}

describe('What Kubernetes shows of a leader, on a real kube-apiserver', () => {
  let server: KubeApiServer;
  let namespaces = 0;
  const apps: INestApplicationContext[] = [];

  beforeAll(async () => {
    server = await startKubeApiServer();
  }, 180_000);
  afterEach(async () => {
    await Promise.all(apps.splice(0).map(app => app.close()));
  });
  afterAll(() => server.stop(), 60_000);

  /** A namespace with what `rbac` prints for these arguments, and the token of its service account. */
  async function granted(...argv: string[]): Promise<{ namespace: string; token: string }> {
    const namespace = `${server.namespace}-${++namespaces}`;
    await must(server, 'POST', '/api/v1/namespaces', { metadata: { name: namespace } });
    await grant(namespace, ...argv);
    return { namespace, token: await server.serviceAccountToken(namespace, 'billing') };
  }

  async function grant(namespace: string, ...argv: string[]): Promise<void> {
    const { out } = await cli(['rbac', '--lease', 'billing', '-n', namespace, ...argv]);
    for (const manifest of parseManifests(out)) await apply(server, manifest, namespace);
  }

  async function start(
    { namespace, token }: { namespace: string; token: string },
    options: LeaderElectionModuleOptions,
  ): Promise<{ app: INestApplicationContext; leader: LeaderService; logger: RecordingLogger }> {
    const logger = new RecordingLogger();
    const { url, ca } = server;
    const connection = { server: url, ca, token };
    const root = { leaseName: 'billing', namespace, connection, logger, autoClose: false, retryInterval: '200ms' };
    const forRoot = LeaderElectionModule.forRoot({ ...root, ...options });
    const app = await Test.createTestingModule({ imports: [forRoot] }).compile();
    apps.push(app);
    await app.init();
    return { app, leader: app.get(LeaderService), logger };
  }

  async function until<T>(what: () => Promise<T | undefined | false>): Promise<T> {
    for (;;) {
      const found = await what();
      if (found) return found;
      await delay(50);
    }
  }

  describe('events: true', () => {
    async function events(namespace: string): Promise<WrittenEvent[]> {
      const { json } = await must(server, 'GET', `/api/v1/namespaces/${namespace}/events`);
      return (json.items ?? []) as WrittenEvent[];
    }

    it("writes that a process became leader and stopped leading, on the lease, in client-go's words", async () => {
      const pod = await granted('--events');
      const { app, leader, logger } = await start(pod, { identity: 'pod-a', events: true });
      await leader.waitForLeadership();
      await until(async () => (await events(pod.namespace)).length > 0);
      await app.close(); // waits for the second
      const lease = (await must(server, 'GET', leasePath(pod.namespace))).json;
      const written = await events(pod.namespace);
      expect(written.map(({ message }) => message).sort()).toEqual(['pod-a became leader', 'pod-a stopped leading']);
      for (const event of written) {
        expect(event).toMatchObject({ type: 'Normal', reason: 'LeaderElection', count: 1 });
        expect(event.involvedObject).toMatchObject({
          apiVersion: 'coordination.k8s.io/v1',
          kind: 'Lease',
          name: 'billing',
          namespace: pod.namespace,
          uid: lease.metadata!.uid,
        });
      }
      expect(logger.of('warn')).toEqual([]);
    });

    it('are also written of a lease of forFeature, and of a term that was lost', async () => {
      const pod = await granted('--events', '--lease', 'reports');
      const logger = new RecordingLogger();
      const connection = { server: server.url, ca: server.ca, token: pod.token };
      const root = { leaseName: 'billing', namespace: pod.namespace, connection, logger, identity: 'pod-a' };
      const imports = [
        LeaderElectionModule.forRoot({ ...root, autoClose: false }),
        LeaderElectionModule.forFeature({ name: 'reports', leaseName: 'reports', events: true }),
      ];
      const app = await Test.createTestingModule({ imports }).compile();
      apps.push(app);
      await app.init();
      await until(async () => (await events(pod.namespace)).some(({ message }) => message === 'pod-a became leader'));
      const edit = { body: { spec: { holderIdentity: 'somebody' } } };
      expect((await server.request('PATCH', leasePath(pod.namespace, 'reports'), edit)).status).toBe(200);
      await until(async () => (await events(pod.namespace)).some(({ message }) => message === 'pod-a stopped leading'));
      await app.close();
      const written = await events(pod.namespace);
      expect(new Set(written.map(({ involvedObject }) => involvedObject.name))).toEqual(new Set(['reports']));
    });

    it('without the permission costs nothing but a warning, once, with the rules that are missing', async () => {
      const pod = await granted();
      const { leader, logger } = await start(pod, { identity: 'pod-a', events: true });
      await leader.waitForLeadership();
      const told = () => logger.of('warn').filter(line => line.includes('writing an Event'));
      await until(() => Promise.resolve(told().length > 0));
      await leader.stepDown({ cooldown: 0 });
      await leader.waitForLeadership();
      await leader.stepDown({ cooldown: 0 });
      expect(told()).toHaveLength(1);
      expect(told()[0]).toContain('cannot create resource "events"');
      const [{ rules }] = parseManifests(`rules:\n${/^ +- apiGroups[^]*/m.exec(told()[0])![0]}`);
      expect(rules).toEqual([{ apiGroups: [''], resources: ['events'], verbs: ['create'] }]);

      await leader.waitForLeadership();
      await grant(pod.namespace, '--events');
      await until(async () => {
        await leader.stepDown({ cooldown: 0 });
        await leader.waitForLeadership();
        return (await events(pod.namespace)).length > 0;
      });
      await until(() => Promise.resolve(logger.of('log').some(line => /writing an Event: works again/.test(line))));
    });
  });

  const leasePath = (namespace: string, name = 'billing') =>
    `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases/${name}`;
});
