import { setTimeout as delay } from 'node:timers/promises';
import { CountingProxy } from '../lab/counting-proxy.js';
import { type Lab } from '../lab/lab.js';
import { clientGo } from '../peers/client-go.js';
import { type Peer } from '../peers/peer.js';
import { http1, thisPackage } from '../peers/this-package.js';
import { type Row, type Taken } from '../row.js';
import { summarize } from '../samples.js';

const timings = { leaseDuration: 2000, renewDeadline: 1500, renewInterval: 500 };
const ours = 'this package';
const overHttp1 = 'this package, kept to HTTP/1.1';
const theirs = 'client-go, the same timings';

export const bytes: Row = {
  name: 'bytes',
  title: "bytes that a follower receives for each renewal of the leader's (TLS included) ÷ the size of the lease",
  unit: 'lease sizes',
  measurements: [
    { patient: true, take: lab => bytesPerRenewal(lab, ours, thisPackage(timings)) },
    { patient: true, take: lab => bytesPerRenewal(lab, overHttp1, thisPackage(timings, http1)) },
    { patient: true, take: lab => bytesPerRenewal(lab, theirs, clientGo(timings)) },
  ],
  judge: of => [{ what: 'lease sizes per renewal', figure: summarize(of(ours)).median, target: 1.1, portable: true }],
};

async function bytesPerRenewal(lab: Lab, who: string, peer: Peer): Promise<Taken[]> {
  const namespace = await lab.namespace();
  const proxy = await CountingProxy.open(lab.server.url);
  const leading = await lab.account(namespace);
  const leader = await peer.start({ lease: 'bytes', account: leading });
  await leader.told('leading');
  const follower = await peer.start({ lease: 'bytes', account: await lab.account(namespace, proxy.url) });
  await follower.told('new leader');
  await delay(1000);
  const samples: number[] = [];
  while (samples.length < lab.count(5, 2)) {
    const [before, position] = [proxy.received, lab.audit.position()];
    await delay(3000);
    const renewals = lab.audit.since(position).filter(({ user, verb }) => user === leading.user && verb === 'update');
    samples.push((proxy.received - before) / renewals.length / (await sizeOf(lab, namespace)));
  }
  await Promise.all([leader.end(), follower.end()]);
  proxy.close();
  return [{ who, samples, note: `a lease of ${await sizeOf(lab, namespace)} bytes; each sample is 3 s` }];
}

async function sizeOf(lab: Lab, namespace: string): Promise<number> {
  const path = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases/bytes`;
  return Buffer.byteLength((await lab.server.request('GET', path)).text.trimEnd());
}
