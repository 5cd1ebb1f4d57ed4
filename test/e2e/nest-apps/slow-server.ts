import { expect, it } from '@jest/globals';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { must } from '../../support/kube-apiserver-access.js';
import { type World } from './world.js';

const webhooks = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations';

/** How often the lease is renewed before the test is content: 58 times are five minutes, at the default timings. */
const renewals = Number(process.env.SLOW_SERVER_RENEWALS ?? 4);

/** Seconds that every write takes, because the API server waits so long for an answer. */
const timeoutSeconds = Number(process.env.SLOW_SERVER_SECONDS ?? 3);

/** Asked before every write of a lease; it lets the API server connect, and answers nobody. */
async function silentWebhook(world: World, namespace: string): Promise<() => Promise<void>> {
  const sockets = new Set<Socket>();
  const listener = createServer(socket => void sockets.add(socket.on('error', () => {})));
  await new Promise<void>(resolve => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as AddressInfo;
  // A cluster of yours cannot reach this machine; nothing answers at that address either (RFC 5737).
  const host = world.server.source === 'cluster' ? '192.0.2.1' : '127.0.0.1';
  await must(world.server, 'POST', webhooks, {
    metadata: { name: namespace },
    webhooks: [
      {
        name: 'silent.example.com',
        clientConfig: { url: `https://${host}:${port}/` },
        rules: [
          {
            apiGroups: ['coordination.k8s.io'],
            apiVersions: ['v1'],
            operations: ['CREATE', 'UPDATE'],
            resources: ['leases'],
          },
        ],
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
        failurePolicy: 'Ignore',
        timeoutSeconds,
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
      },
    ],
  });
  return async () => {
    await must(world.server, 'DELETE', `${webhooks}/${namespace}`);
    for (const socket of sockets) socket.destroy();
    await new Promise(resolve => listener.close(resolve));
  };
}

export function describeSlowServer(getWorld: () => World): void {
  it(
    'a validating webhook that answers nobody makes every write slow, and costs no term',
    async () => {
      const world = getWorld();
      const { namespace, connection } = await world.newPod();
      const remove = await silentWebhook(world, namespace);
      try {
        const history = await world.history(namespace);
        const app = world.start({ leaseName: 'billing', connection });
        await app.until('acquired');
        await history.count(renewals + 1);
        const terms = new Set(history.states.map(({ spec }) => spec?.acquireTime)).size;
        const told = { acquired: app.countOf('acquired'), lost: app.countOf('lost'), terms };
        expect(told).toEqual({ acquired: 1, lost: 0, terms: 1 });
        // Without a server that is slow, nothing of this would have been tried.
        const all = await world.server.metrics();
        expect(all).toMatch(
          /apiserver_admission_webhook_fail_open_count\{name="silent\.example\.com",type="validating"\} [1-9]/,
        );
      } finally {
        await remove();
      }
    },
    60_000 + renewals * 20_000,
  );
}
