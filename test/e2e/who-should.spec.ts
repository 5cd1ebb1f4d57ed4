import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Elector, type ElectorOptions } from '../../lib/core/index.js';
import { annotationsOf } from '../../lib/core/record/annotations.js';
import { RawApi } from '../integration/lease-api/raw-api.js';
import { clientGoBinary } from '../support/client-go-binary.js';
import { type Administrator, administratorOf } from '../support/kube-apiserver-access.js';
import { type KubeApiServer, startKubeApiServer } from '../support/kube-apiserver.js';
import { LeaseHistory } from './nest-apps/lease-history.js';

jest.setTimeout(120_000);

/** Whoever gives a successor its turn waits ten minutes: nobody else takes the lease within a test. */
const timings = { leaseDuration: '1h', renewInterval: '500ms', retryInterval: '10m' } as const;

const requestKey = 'nestjs-kubernetes-leader/hand-over';
const successorKey = 'nestjs-kubernetes-leader/successor';

describe('Who should lead, on a real kube-apiserver', () => {
  let server: KubeApiServer;
  let administrator: Administrator;
  let api: RawApi;
  let history: LeaseHistory;
  let path: string;
  let leases = 0;
  let leaseName: string;
  const electors: Elector[] = [];
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    server = await startKubeApiServer();
    administrator = await administratorOf(server);
    api = new RawApi({ url: server.url, ca: server.ca, token: administrator.token });
  }, 180_000);

  afterEach(async () => {
    await Promise.all(electors.splice(0).map(elector => elector.stop()));
    for (const child of children.splice(0)) child.kill('SIGKILL');
    history.close();
  });

  afterAll(async () => {
    await administrator.remove().finally(() => server.stop());
  }, 60_000);

  async function newLease(): Promise<void> {
    leaseName = `billing-${++leases}`;
    path = `/apis/coordination.k8s.io/v1/namespaces/${server.namespace}/leases/${leaseName}`;
    history = await LeaseHistory.of(api, server.namespace, leaseName);
  }

  async function candidate(identity: string, options: ElectorOptions = {}): Promise<Elector> {
    const { url, ca, namespace } = server;
    const connection = { server: url, ca, token: administrator.token };
    const elector = new Elector({ leaseName, namespace, identity, connection, logger: false, ...timings, ...options });
    electors.push(elector);
    await elector.start();
    return elector;
  }

  /** Three of them, of which the first leads, and all know it. */
  async function three(): Promise<[Elector, Elector, Elector]> {
    await newLease();
    const first = await candidate('pod-a');
    await first.waitForLeadership();
    const others = [
      await candidate('pod-b', { waitForLeader: true }),
      await candidate('pod-c', { waitForLeader: true }),
    ];
    return [first, others[0], others[1]];
  }

  /** As `kubectl annotate --overwrite`. */
  async function annotate(key: string, value: unknown): Promise<void> {
    const body = { metadata: { annotations: { [key]: JSON.stringify(value) } } };
    expect((await api.request('PATCH', path, { body })).status).toBe(200);
  }

  async function acquireTime(): Promise<string> {
    return (await api.request('GET', path)).json.spec.acquireTime as string;
  }

  /** A candidate of another library, and what it says. */
  async function clientGo(): Promise<{ child: ChildProcess; until(event: string): Promise<void> }> {
    const flags = [`--kubeconfig=${server.kubeconfigPath}`, `--namespace=${server.namespace}`, `--lease=${leaseName}`];
    const quick = ['--identity=client-go', '--lease-duration=1h', '--renew-deadline=50m', '--retry-period=200ms'];
    const program = await clientGoBinary();
    const child = spawn(program, [...flags, ...quick, '--exit-with-stdin'], { stdio: ['pipe', 'pipe', 'ignore'] });
    children.push(child);
    const events = new Set<string>();
    const lines = createInterface({ input: child.stdout });
    lines.on('line', line => events.add((JSON.parse(line) as { event: string }).event));
    const until = async (event: string) => {
      while (!events.has(event)) await once(lines, 'line');
    };
    return { child, until };
  }

  it('stepDown({ to }) hands over to that replica and to no other, round and round', async () => {
    const replicas = await three();
    for (let turn = 1; turn <= 12; turn++) {
      const leader = replicas.find(({ isLeader }) => isLeader)!;
      const others = replicas.filter(elector => elector !== leader);
      const next = others[turn % 2];
      const leads = next.waitForLeadership();
      await leader.stepDown({ to: next.identity, cooldown: 0 });
      const { fencingToken } = await leads;
      const taken = await history.takenAt(fencingToken);
      expect(history.before(taken)?.metadata.annotations).toHaveProperty([successorKey]);
      expect(annotationsOf(taken)).not.toHaveProperty([successorKey]);
      expect(replicas.map(({ isLeader }) => isLeader)).toEqual(replicas.map(elector => elector === next));
    }
    expect(history.holders.filter(holder => holder === '')).toHaveLength(12);
  });

  it('the leader obeys the annotation of its own term, drains its work, and the lease forgets it', async () => {
    const [leader, , next] = await three();
    const open = leader.enter('a job')!;
    const leads = next.waitForLeadership();
    await annotate(requestKey, { of: '2020-01-01T00:00:00.000000Z', to: next.identity });
    const renewed = new Promise(resolve => leader.once('renewed', resolve));
    await renewed;
    expect(leader.isLeader).toBe(true);

    await annotate(requestKey, { of: await acquireTime(), to: next.identity });
    await new Promise<void>(resolve => {
      if (open.run.endingSignal.aborted) resolve();
      else open.run.endingSignal.addEventListener('abort', () => resolve());
    });
    expect([leader.isLeader, open.run.signal.aborted, next.isLeader]).toEqual([false, false, false]);
    open.end();
    const { fencingToken } = await leads;
    const taken = await history.takenAt(fencingToken);
    expect(history.holders).toEqual(['pod-a', '', 'pod-c']);
    expect(annotationsOf(taken)).not.toHaveProperty([requestKey]);
  });

  it('an observer knows who leads, and takes nothing; who is not eligible any more gives the lease up', async () => {
    await newLease();
    let eligible = true;
    const leader = await candidate('pod-a', { eligible: () => eligible });
    await leader.waitForLeadership();
    const observer = await candidate('pod-o', { eligible: false, waitForLeader: true });
    expect([observer.holder, observer.isLeader]).toEqual(['pod-a', false]);
    const follower = await candidate('pod-b', { waitForLeader: true });
    eligible = false;
    const leads = follower.waitForLeadership();
    const lost = new Promise(resolve => leader.once('lost', (_term, { code }) => resolve(code)));
    leader.reconsider();
    expect(leader.isLeader).toBe(false);
    expect(await lost).toBe('ineligible');
    await leads;
    expect([observer.isLeader, leader.isLeader, follower.isLeader]).toEqual([false, false, true]);
  });

  it('beside client-go: it takes what others leave to the successor, and what it keeps of our annotations binds nobody', async () => {
    const [leader, follower, third] = await three();
    const other = await clientGo();
    await other.until('new leader');
    // Ours give that successor ten minutes; client-go knows of none.
    await leader.stepDown({ to: 'somebody else', cooldown: 0 });
    await other.until('leading');
    const kept = await history.until(({ holderIdentity }) => holderIdentity === 'client-go');
    expect(kept.metadata.annotations).toHaveProperty([successorKey]);

    // client-go knows of no requests: it leads on. Ours do not take what it leaves of them for requests to them.
    await annotate(requestKey, { of: await acquireTime(), to: follower.identity });
    const asked = await history.until((_spec, { annotations }) => annotations?.[requestKey] !== undefined);
    const renewed = await history.until(({ renewTime }) => String(renewTime) > String(asked.spec?.renewTime));
    expect(renewed.spec?.holderIdentity).toBe('client-go');
    // Any of ours may be the first, also the one that stepped down.
    const leads = Promise.race([leader, follower, third].map(elector => elector.waitForLeadership()));
    other.child.kill('SIGTERM');
    const { fencingToken } = await leads;
    const taken = await history.takenAt(fencingToken);
    const released = history.before(taken);
    expect(released?.spec?.holderIdentity).toBe('');
    expect(released?.metadata.annotations).toHaveProperty([successorKey]);
    expect(released?.metadata.annotations).toHaveProperty([requestKey]);
    expect(annotationsOf(taken)).not.toHaveProperty([successorKey]);
    expect(annotationsOf(taken)).not.toHaveProperty([requestKey]);
  });
});
