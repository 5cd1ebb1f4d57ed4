import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Finding } from '../../lib/cli/doctor/finding.js';
import { act, Hearing, type Message } from '../integration/cli/page-client.js';
import { cli, type CliResult } from '../support/cli.js';
import { Dashboard } from '../support/dashboard.js';
import { must } from '../support/kube-apiserver-access.js';
import { apply, parseManifests, readManifests } from '../support/manifests.js';
import { long, type Pod, short, World } from './nest-apps/world.js';

jest.setTimeout(120_000);

describe('The command line on a real kube-apiserver', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.create();
  }, 180_000);
  afterEach(() => world.cleanUp());
  afterAll(() => world.destroy(), 60_000);

  /** As in a container of that pod: with its service account, and nothing else. */
  function inPod({ folder }: Pod, ...argv: string[]): Promise<CliResult> {
    return cli(argv, { env: envInPod(), serviceAccount: folder.path });
  }

  function dashboardIn({ folder }: Pod, ...argv: string[]): Promise<Dashboard> {
    return Dashboard.startIn({ env: envInPod(), serviceAccount: folder.path }, ...argv);
  }

  function envInPod() {
    const { hostname, port } = new URL(world.server.url);
    return { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port || '443' };
  }

  /** On the administrator's machine, by the kubeconfig. */
  const asAdministrator = (...argv: string[]) => cli([...argv, '--kubeconfig', world.server.kubeconfigPath]);

  async function findings(run: Promise<CliResult>): Promise<Finding[]> {
    const { out, err } = await run;
    if (out === '') throw new Error(err);
    return JSON.parse(out) as Finding[];
  }

  const problems = async (run: Promise<CliResult>) => (await findings(run)).filter(({ level }) => level === 'problem');

  it('rbac prints what an app needs: with nothing else it leads, and is told nothing of permissions', async () => {
    const namespace = await world.newNamespace();
    const { out } = await cli(['rbac', '--lease', 'billing', '-n', namespace]);
    for (const manifest of parseManifests(out)) await apply(world.server, manifest, namespace);
    await world.untilGranted(namespace, ['get', 'watch', 'update', 'create']);
    const { connection } = await world.podIn(namespace);
    const app = world.start({ ...long, connection });
    await app.until('jobDone');
    expect([app.countOf('requestFailed'), app.output]).toEqual([0, expect.not.stringContaining('403')]);
  });

  it('status, jobs and step-down work in a pod with no more than its Role', async () => {
    const pod = await world.newPod();
    const [one, two] = [
      world.start({ ...long, connection: pod.connection }),
      world.start({ ...long, connection: pod.connection }),
    ];
    await Promise.race([one, two].map(app => app.until('jobDone')));
    const holder = (await world.lease(pod.namespace))!.spec!.holderIdentity!;

    const status = await inPod(pod, 'status', 'billing');
    expect([status.code, status.err, status.out]).toEqual([
      0,
      '',
      expect.stringMatching(new RegExp(`billing +led +${holder}`)),
    ]);
    expect(status.out).toContain('may not list pods');
    expect(await inPod(pod, 'status')).toMatchObject({ code: 1, err: expect.stringContaining('status LEASE') });
    expect(await inPod(pod, 'jobs', 'billing')).toMatchObject({ code: 0, out: expect.stringContaining('no jobs') });

    const handedOver = await inPod(pod, 'step-down', 'billing', '--wait', '30s', '--json');
    expect([handedOver.code, handedOver.err]).toEqual([0, '']);
    const { leader } = JSON.parse(handedOver.out);
    expect(leader).not.toBe(holder);
    expect((await world.lease(pod.namespace))!.spec!.holderIdentity).toBe(leader);
  });

  it('dashboard shows one lease, and hands over, in a pod with no more than its Role', async () => {
    const pod = await world.newPod();
    for (let count = 0; count < 2; count++) world.start({ ...long, connection: pod.connection });
    await expect(dashboardIn(pod)).rejects.toThrow(/dashboard LEASE/);
    const dashboard = await dashboardIn(pod, 'billing');
    const hearing = new Hearing(dashboard);
    try {
      const isLed = (message: Message) =>
        [...(message.leases ?? []), message.lease].some(card => card?.state === 'led');
      const { leases, lease = leases[0] } = await hearing.until(isLed);
      expect((await act(dashboard, { action: 'step-down', lease: 'billing' }))[0]).toBe(200);
      const next = await hearing.until(message => message.lease?.holder && message.lease.holder !== lease.holder);
      expect(next.lease.terms.at(-1).handover).toMatchObject({ from: lease.holder, since: 'release' });
      expect(next.lease.terms.at(-2)).toMatchObject({ holder: lease.holder, end: 'stepDown' });
    } finally {
      hearing.close();
      await dashboard.stop();
    }
  });

  it('a user without permissions is told which one is missing', async () => {
    const namespace = await world.newNamespace();
    const pod = await world.podIn(namespace);
    await world.createLease(namespace);
    for (const argv of [
      ['status', 'billing'],
      ['step-down', 'billing'],
      ['jobs', 'billing', 'run', 'x'],
    ]) {
      const { code, out, err } = await inPod(pod, ...argv);
      expect([code, out]).toEqual([1, '']);
      expect(err).toContain(`User "system:serviceaccount:${namespace}:billing" cannot get resource "leases"`);
    }
    const missing = await problems(inPod(pod, 'doctor', '--lease', 'billing', '--json'));
    expect(missing.map(({ text }) => text)).toEqual([
      ...['get', 'watch', 'update', 'create'].map(verb =>
        expect.stringMatching(`^This user may not ${verb} the lease`),
      ),
      expect.stringMatching(/^The lease cannot be read/),
    ]);
    expect(missing[0].advice).toContain(`rbac --lease billing -n ${namespace}`);
  });

  it('doctor finds nothing wrong in a pod whose app leads', async () => {
    const pod = await world.newPod();
    await world.start({ ...short, connection: pod.connection }).until('jobDone');
    const { code, out } = await inPod(pod, 'doctor', '--lease', 'billing');
    expect([code, out]).toEqual([0, expect.stringMatching(/^ok {7}The API server answers \(v1\./)]);
    expect(out).toContain('ok       This user may get, watch, update and create the lease.');
    expect(out).toMatch(/ok .* leads, and has renewed the lease/);
    expect(out).toMatch(/ok {7}A read takes /);
  });

  it("doctor asks for the Deployment's service account, and looks at its grace period", async () => {
    const { namespace } = await world.newPod();
    const [deployment] = readManifests('deployment.yaml');
    await apply(world.server, deployment, namespace);
    const doctor = (...more: string[]) =>
      asAdministrator('doctor', '--lease', 'billing', '-n', namespace, '--json', ...more);
    const well = await findings(doctor());
    expect(well.filter(({ level }) => level === 'problem')).toEqual([]);
    expect(well).toContainEqual({
      level: 'ok',
      text: `system:serviceaccount:${namespace}:billing may get, watch, update and create the lease.`,
    });
    expect(await problems(doctor('--drain-timeout', '60s'))).toMatchObject([
      {
        text: expect.stringMatching(
          /^Deployment billing: a pod is killed \d+ s after SIGTERM, but a stop may take 64 s/,
        ),
      },
    ]);
    expect((await problems(doctor('--service-account', 'other'))).map(({ text }) => text)).toEqual(
      ['get', 'watch', 'update', 'create'].map(verb =>
        expect.stringMatching(`^system:serviceaccount:${namespace}:other may not ${verb} the lease`),
      ),
    );
  });

  it('doctor tells what a policy wants, also of a lease that is there, and of a namespace that is not', async () => {
    const { server } = world;
    if (server.source === 'cluster') return; // a policy of ours would be everybody's there
    const namespace = await world.newNamespace();
    await world.createLease(namespace);
    const api = '/apis/admissionregistration.k8s.io/v1';
    const name = 'leases-need-a-team';
    await must(server, 'POST', `${api}/validatingadmissionpolicies`, {
      metadata: { name },
      spec: {
        matchConstraints: {
          resourceRules: [
            { apiGroups: ['coordination.k8s.io'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['leases'] },
          ],
        },
        validations: [
          {
            expression: "has(object.metadata.labels) && 'team' in object.metadata.labels",
            message: 'label team is required',
          },
        ],
      },
    });
    const policyName = { policyName: name, validationActions: ['Deny'] };
    const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': namespace } };
    await must(server, 'POST', `${api}/validatingadmissionpolicybindings`, {
      metadata: { name },
      spec: { ...policyName, matchResources: { namespaceSelector } },
    });
    const refusal = async () =>
      (await problems(asAdministrator('doctor', '--lease', 'billing', '-n', namespace, '--json'))).find(({ text }) =>
        text.includes('label team is required'),
      );
    let found = await refusal();
    while (found === undefined) found = await refusal(); // the API server learns of a policy a moment later
    expect(found.advice).toContain('the options `labels` and `annotations`');
    const lease = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases/billing`;
    await must(server, 'PATCH', lease, { metadata: { labels: { team: 'billing' } } });
    expect(await refusal()).toBeUndefined();

    const nowhere = await problems(asAdministrator('doctor', '--lease', 'billing', '-n', 'nowhere', '--json'));
    expect(nowhere).toContainEqual(
      expect.objectContaining({ text: expect.stringContaining('namespaces "nowhere" not found') }),
    );
  });

  it('status shows the pods beside the holder, and with -A the leases of elections in all namespaces', async () => {
    const { namespace } = await world.newPod();
    const owner = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'billing', uid: 'a-uid', controller: true };
    for (const name of ['billing-0', 'billing-1']) {
      const metadata = { name, ownerReferences: [owner] };
      const spec = { containers: [{ name: 'app', image: 'app' }], automountServiceAccountToken: false };
      await must(world.server, 'POST', `/api/v1/namespaces/${namespace}/pods`, { metadata, spec });
    }
    const now = new Date().toISOString().replace('Z', '000Z');
    const spec = { holderIdentity: 'billing-1', leaseDurationSeconds: 60, renewTime: now, acquireTime: now };
    const path = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;
    await must(world.server, 'POST', path, { metadata: { name: 'billing' }, spec });

    const one = await asAdministrator('status', '-n', namespace);
    expect(one.out).toMatch(/LEASE +PODS BESIDE ITS HOLDER\nbilling +billing-0, billing-1\n/);
    const all = JSON.parse((await asAdministrator('status', '-A', '--json')).out);
    expect(all).toContainEqual(expect.objectContaining({ namespace, name: 'billing', state: 'led' }));
    expect(all.map(({ name }: { name: string }) => name).join()).not.toMatch(/apiserver-/);
  });
});
