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

/** Of an EndpointSlice. */
interface Slice extends KubeObject {
  endpoints?: { addresses: string[] }[] | null;
  ports?: unknown[];
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
    // A slow machine has time to write what it has to write.
    const patience = { releaseTimeout: '60s', drainTimeout: '60s' };
    const rest = { namespace, connection, logger, autoClose: false, retryInterval: '200ms' };
    const root = { leaseName: 'billing', ...rest, ...patience };
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

  describe('endpoint', () => {
    const endpoint = { service: 'billing-leader', port: 3000 };
    const slicePath = (namespace: string, name = 'billing-leader') =>
      `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices/${name}`;

    async function slice(namespace: string, name?: string): Promise<Slice | undefined> {
      const { status, json } = await server.request<Slice>('GET', slicePath(namespace, name));
      return status === 200 ? json : undefined;
    }

    /** One that is there before any leader is. */
    const othersSlice = (namespace: string, labels: Readonly<Record<string, string>>) =>
      must(server, 'POST', slicePath(namespace, ''), {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { name: 'billing-leader', labels },
        addressType: 'IPv4',
        endpoints: [{ addresses: ['10.20.0.99'] }],
      });

    const pointsAt = async (namespace: string, name?: string) =>
      ((await slice(namespace, name))?.endpoints ?? []).flatMap(({ addresses }) => addresses);

    const untilPointsAt = (namespace: string, address: string) =>
      until(async () => (await pointsAt(namespace)).includes(address));

    /** A replica, as a pod that has that address. */
    async function replica(pod: { namespace: string; token: string }, number: number, more = {}) {
      process.env.POD_IP = `10.20.0.${number}`;
      try {
        return await start(pod, { identity: `pod-${number}`, endpoint, ...more });
      } finally {
        delete process.env.POD_IP;
      }
    }

    it('points a slice of the Service at the leader, at the next one after a handover, and at nobody in between', async () => {
      const pod = await granted('--endpoint', 'billing-leader');
      const one = await replica(pod, 1);
      await one.leader.waitForLeadership();
      await untilPointsAt(pod.namespace, '10.20.0.1');
      expect(await slice(pod.namespace)).toMatchObject({
        addressType: 'IPv4',
        metadata: {
          labels: {
            'kubernetes.io/service-name': 'billing-leader',
            'endpointslice.kubernetes.io/managed-by': 'nestjs-kubernetes-leader',
          },
          annotations: {
            'nestjs-kubernetes-leader/holder': 'pod-1',
            'nestjs-kubernetes-leader/fencing-token': String(one.leader.term!.fencingToken),
          },
        },
        endpoints: [{ addresses: ['10.20.0.1'], conditions: { ready: true } }],
        ports: [{ name: '', port: 3000, protocol: 'TCP' }],
      });

      const two = await replica(pod, 2, { waitForLeader: true });
      const emptied = until(async () => (await pointsAt(pod.namespace)).length === 0);
      const held = one.leader.run(() => emptied, { name: 'work that goes on until nobody is sent here any more' });
      await one.leader.stepDown();
      await held;
      await two.leader.waitForLeadership();
      await untilPointsAt(pod.namespace, '10.20.0.2');
      await two.app.close();
      expect(await pointsAt(pod.namespace)).toEqual([]);
      const lease = (await must(server, 'GET', leasePath(pod.namespace))).json;
      expect(lease.spec).toMatchObject({ holderIdentity: '' });
      expect([...one.logger.of('warn'), ...two.logger.of('warn')]).toEqual([]);
    });

    it('is emptied before the release, of which the versions tell, whatever the drain', async () => {
      for (const [drainTimeout, abortGrace] of [
        ['100s', '1s'],
        [0, '100s'],
      ]) {
        const pod = await granted('--endpoint', 'billing-leader');
        const { app, leader } = await replica(pod, 1, { drainTimeout, abortGrace });
        await leader.waitForLeadership();
        await untilPointsAt(pod.namespace, '10.20.0.1');
        await app.close();
        const lease = (await must(server, 'GET', leasePath(pod.namespace))).json;
        const emptied = (await slice(pod.namespace))!;
        expect([emptied.endpoints ?? [], lease.spec!.holderIdentity]).toEqual([[], '']);
        expect(BigInt(emptied.metadata!.resourceVersion!)).toBeLessThan(BigInt(lease.metadata!.resourceVersion!));
      }
    });

    it('of a term that was lost is left to the next leader: whose term is over writes nothing', async () => {
      const pod = await granted('--endpoint', 'billing-leader');
      const one = await replica(pod, 1);
      await one.leader.waitForLeadership();
      await untilPointsAt(pod.namespace, '10.20.0.1');
      const before = await slice(pod.namespace);
      const lost = new Promise(resolve => one.leader.once('lost', resolve));
      const edit = { body: { spec: { holderIdentity: 'somebody', leaseDurationSeconds: 3600 } } };
      expect((await server.request('PATCH', leasePath(pod.namespace), edit)).status).toBe(200);
      await lost;
      await one.app.close();
      expect(await slice(pod.namespace)).toEqual(before);
    });

    it('keeps what others have put on a slice that is there, and takes the name of the port', async () => {
      const pod = await granted('--endpoint', 'billing-leader');
      const labels = {
        'kubernetes.io/service-name': 'billing-leader',
        'endpointslice.kubernetes.io/managed-by': 'nestjs-kubernetes-leader',
        team: 'billing',
      };
      await othersSlice(pod.namespace, labels);
      const { leader } = await replica(pod, 1, { endpoint: { ...endpoint, portName: 'http' } });
      await leader.waitForLeadership();
      await untilPointsAt(pod.namespace, '10.20.0.1');
      const written = await slice(pod.namespace);
      expect([written!.metadata!.labels, written!.ports]).toEqual([
        labels,
        [{ name: 'http', port: 3000, protocol: 'TCP' }],
      ]);
    });

    it('does not touch the slice of somebody else, and says so; the election goes on', async () => {
      const pod = await granted('--endpoint', 'billing-leader');
      const labels = { 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io' };
      await othersSlice(pod.namespace, labels);
      const { app, leader, logger } = await replica(pod, 1);
      await leader.waitForLeadership();
      const told = () => logger.of('warn').filter(line => line.includes('managed by endpointslice-controller.k8s.io'));
      await until(() => Promise.resolve(told().length > 0));
      await app.close();
      expect([await pointsAt(pod.namespace), told().length]).toEqual([['10.20.0.99'], 1]);
    });

    it('without the permission costs nothing but a warning, once, with the rules; works when it is there', async () => {
      const pod = await granted();
      const { app, leader, logger } = await replica(pod, 1);
      await leader.waitForLeadership();
      const told = () => logger.of('warn').filter(line => line.includes('writing the EndpointSlice "billing-leader"'));
      await until(() => Promise.resolve(told().length > 0));
      const [{ rules }] = parseManifests(`rules:\n${/^ +- apiGroups[^]*/m.exec(told()[0])![0]}`);
      expect(rules).toHaveLength(2);
      const account = [{ kind: 'ServiceAccount', name: 'billing', namespace: pod.namespace }];
      await apply(server, { ...roleWith('told', rules), kind: 'Role' }, pod.namespace);
      await apply(
        server,
        {
          ...roleWith('told'),
          kind: 'RoleBinding',
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'told' },
          subjects: account,
        },
        pod.namespace,
      );
      await untilPointsAt(pod.namespace, '10.20.0.1');
      await until(() => Promise.resolve(logger.of('log').some(line => /"billing-leader": works again/.test(line))));
      expect([told().length, leader.isLeader]).toEqual([1, true]);
      await app.close();
      expect(await pointsAt(pod.namespace)).toEqual([]);
    });

    it('needs POD_IP, and says at the start how to set it', async () => {
      const pod = await granted('--endpoint', 'billing-leader');
      await expect(start(pod, { endpoint })).rejects.toThrow(/POD_IP.*fieldPath: status\.podIP/);
    });
  });

  const roleWith = (name: string, rules?: unknown) => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    metadata: { name },
    ...(rules === undefined ? {} : { rules }),
  });

  const leasePath = (namespace: string, name = 'billing') =>
    `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases/${name}`;
});
