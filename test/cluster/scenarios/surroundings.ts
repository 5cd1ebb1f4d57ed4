import { describe, expect, it } from '@jest/globals';
import { must } from '../../support/kube-apiserver-access.js';
import { deployment } from '../fleet/deployment.js';
import { type World } from './world.js';

/** Who the app is in a pod of the manifests, and what it may do. */
export function surroundings(world: () => World): void {
  describe('A pod of the manifests', () => {
    it('elects with its projected token, without root, capabilities or a writable root', async () => {
      const { fleet } = world();
      await fleet.deploy({ replicas: 3 });
      const { process, pod } = await fleet.leader();
      const started = await fleet.entry('started', journal => journal.process === process);
      expect(started).toMatchObject({
        pid: 1,
        uid: 1000,
        capabilities: '0000000000000000',
        rootIsReadOnly: true,
        tokenOf: pod,
      });
    });

    it('is what the Pod Security Standard "restricted" admits', async () => {
      const { cluster, fleet } = world();
      const { spec } = deployment(cluster, {}) as { spec: { template: { metadata: object; spec: PodSpec } } };
      const { metadata, spec: podSpec } = spec.template;
      const name = `${fleet.namespace}-restricted`;
      const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
      await must(cluster.api, 'POST', '/api/v1/namespaces', { metadata: { name, labels } });
      const [container] = podSpec.containers;
      const pod = {
        metadata: { ...metadata, name: 'billing' },
        // The journals are the tests' own.
        spec: {
          ...podSpec,
          volumes: [],
          containers: [{ ...container, volumeMounts: [] }],
          serviceAccountName: 'default',
        },
      };
      const path = `/api/v1/namespaces/${name}/pods?dryRun=All`;
      const { status, text } = await cluster.api.request('POST', path, { body: pod });
      await must(cluster.api, 'DELETE', `/api/v1/namespaces/${name}`);
      expect({ status, text }).toMatchObject({ status: 201 });
    });
  });
}

interface PodSpec {
  readonly containers: readonly [object];
}
