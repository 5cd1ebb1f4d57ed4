import { describe, expect, it } from '@jest/globals';
import { leaseRole } from '../../../lib/core/elector/lease-role.js';
import { type KubeObject } from '../../support/kube-apiserver-client.js';
import { apply, parseManifests, readManifests } from '../../support/manifests.js';
import { long, released, short, type World } from './world.js';

const verbs = ['get', 'watch', 'update', 'create'];

export function describePermissions(getWorld: () => World): void {
  describe('The manifests', () => {
    it('are accepted by the API server, and an app with their service account leads', async () => {
      const world = getWorld();
      const { namespace, connection } = await world.newPod();
      // On a cluster of yours nobody shall try to pull an image that is not there.
      const query: Record<string, string> = world.server.source === 'cluster' ? { dryRun: 'All' } : {};
      for (const deployment of readManifests('deployment.yaml')) {
        const { json } = await apply(world.server, deployment, namespace, query);
        expect(json).toMatchObject({ spec: { template: { spec: { serviceAccountName: 'billing' } } } });
      }
      const app = world.start({ ...long, connection });
      await app.until('jobDone');
      expect([app.countOf('requestFailed'), app.output]).toEqual([0, expect.not.stringContaining('403')]);
    });

    it('allow nothing else', async () => {
      const { namespace } = await getWorld().newPod();
      const others = ['list', 'patch', 'delete', 'deletecollection'].map(verb => [verb, 'billing']);
      for (const [verb, name] of [...others, ['get', 'payroll'], ['watch', 'payroll'], ['update', 'payroll']]) {
        expect([verb, name, await getWorld().mayDo(namespace, verb, name)]).toEqual([verb, name, false]);
      }
    });

    it('grant what a refused app is told to grant', () => {
      const [told] = parseManifests(leaseRole({ namespace: 'shop', name: 'billing' }));
      expect(told).toMatchObject({ kind: 'Role', rules: readManifests('rbac.yaml').find(isRole)?.rules });
    });
  });

  describe('A Nest app whose Role lacks', () => {
    /** Started with the manifests, but for these verbs. */
    async function appWithout(lacking: readonly string[], { leaseExists = false } = {}) {
      const world = getWorld();
      const namespace = await world.newNamespace();
      for (const manifest of readManifests('rbac.yaml')) {
        await apply(world.server, isRole(manifest) ? without(manifest, lacking) : manifest, namespace);
      }
      await world.untilGranted(
        namespace,
        verbs.filter(verb => !lacking.includes(verb)),
      );
      if (leaseExists) await world.createLease(namespace);
      const { connection } = await world.podIn(namespace);
      return { namespace, connection, app: world.start({ ...short, connection }) };
    }

    const refusal = (namespace: string, verb: string, name = ' "billing"') =>
      `403 Forbidden: leases.coordination.k8s.io${name} is forbidden: ` +
      `User "system:serviceaccount:${namespace}:billing" cannot ${verb} resource "leases"`;

    it('"get", says so, does not lead, and leads when it has it', async () => {
      const { namespace, app } = await appWithout(['get']);
      await app.printed(refusal(namespace, 'get'));
      await app.next('requestFailed');
      expect([app.countOf('acquired'), await getWorld().lease(namespace)]).toEqual([0, undefined]);
      await apply(getWorld().server, readManifests('rbac.yaml').find(isRole)!, namespace);
      await app.until('jobDone');
    });

    it('"watch", says so, leads, and another one takes over by polling', async () => {
      const { namespace, connection, app } = await appWithout(['watch']);
      await app.until('jobDone');
      await app.printed(refusal(namespace, 'watch'));
      const follower = getWorld().start({ ...short, connection });
      await follower.printed(refusal(namespace, 'watch'));
      app.kill('SIGTERM');
      await follower.until('jobDone');
      expect([app.countOf('lost'), app.messages.find(({ type }) => type === 'lost')]).toMatchObject([
        1,
        { code: 'shutdown' },
      ]);
    });

    it('"update", says so, and cannot take a lease that is there', async () => {
      const { namespace, app } = await appWithout(['update'], { leaseExists: true });
      await app.printed(refusal(namespace, 'update'));
      await app.next('requestFailed');
      expect(app.countOf('acquired')).toBe(0);
    });

    it('"create", says so, and leads when somebody else has made the lease', async () => {
      const { namespace, app } = await appWithout(['create']);
      await app.printed(refusal(namespace, 'create', ''));
      await app.next('requestFailed');
      expect([app.countOf('acquired'), await getWorld().lease(namespace)]).toEqual([0, undefined]);
      await getWorld().createLease(namespace);
      await app.until('jobDone');
      app.kill('SIGTERM');
      await app.ended();
      expect((await getWorld().lease(namespace))?.spec).toMatchObject(released);
    });

    it('everything, prints the Role that is enough, once', async () => {
      const { namespace, app } = await appWithout(verbs);
      await app.printed("verbs: ['create']");
      const [yaml] = /^apiVersion: rbac[^]*?verbs: \['create'\]$/m.exec(app.output) ?? [];
      await app.next('requestFailed');
      expect(app.output.match(/kind: Role$/gm)).toHaveLength(1);

      const [role] = parseManifests(yaml ?? '');
      expect(role.metadata).toEqual({ name: 'billing-leader-election', namespace });
      await apply(getWorld().server, role, namespace);
      await app.until('jobDone');
      await app.printed(`get lease ${namespace}/billing: works again`);
    });
  });
}

type Rule = { verbs: string[] };

function isRole({ kind }: KubeObject): boolean {
  return kind === 'Role';
}

/** A rule without verbs is none. */
function without(role: KubeObject, lacking: readonly string[]): KubeObject {
  const rules = (role.rules as Rule[])
    .map(rule => ({ ...rule, verbs: rule.verbs.filter(verb => !lacking.includes(verb)) }))
    .filter(rule => rule.verbs.length > 0);
  return { ...role, rules };
}
