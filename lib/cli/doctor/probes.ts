import { type Finding, note, ok, problem } from './finding.js';
import { type Patient } from './patient.js';
import { type ApiAnswer } from '../api/api-client.js';
import { ApiError } from '../api/api.error.js';
import { roundedDuration } from '../../core/clock/rounded-duration.js';
import { leaseBody } from '../../core/lease/lease-body.js';
import { leasePath, leasesPath } from '../../core/lease/lease-path.js';

const [reads, writes] = [5, 3];

/** Tries at a write: a leader may renew between the read and it. */
const races = 5;

/** Milliseconds: the server's `Date` has whole seconds. */
const second = 1000;

/** How far from the server's clock a pod's may be before jobs are noticeably early or late. */
const tolerable = 2 * second;

export async function versionFinding({ api }: Patient): Promise<{ finding: Finding; answer: ApiAnswer }> {
  const answer = await api.request({ method: 'GET', path: '/version' });
  const { gitVersion = 'unknown version' } = answer.body as { gitVersion?: string };
  return { finding: ok(`The API server answers (${gitVersion}).`), answer };
}

/** @param isInPod else this machine's clock is not the one that matters */
export function clockFinding({ serverTime, halfway }: ApiAnswer, isInPod: boolean): Finding {
  if (serverTime === undefined) {
    const without = "so a candidate that starts waits one leaseDuration before it takes a dead leader's lease.";
    return note(`The API server, or a proxy before it, tells no time: ${without}`);
  }
  const ahead = halfway - (serverTime + second / 2);
  const where = `The clock of this ${isInPod ? 'pod' : 'machine'} is`;
  const difference = `${roundedDuration(Math.abs(ahead))} ${ahead < 0 ? 'behind' : 'ahead of'} the API server's`;
  if (Math.abs(ahead) <= second) return ok(`${where} ${difference}, within the second that its answers tell.`);
  const why = 'The election does not compare clocks, but jobs begin by the clock of the leader.';
  if (Math.abs(ahead) <= tolerable || !isInPod) return note(`${where} ${difference}. ${why}`);
  return problem(`${where} ${difference}. ${why}`, 'Have the nodes synchronize their clocks (NTP).');
}

/** How long requests take, and whether a policy refuses the lease. Nothing is changed. */
export async function requestFindings(patient: Patient): Promise<Finding[]> {
  const { record, timings } = patient;
  const refusal = await policyRefusal(patient);
  if (record === undefined) return refusal;
  const read = await slowest(reads, () => patient.api.request({ method: 'GET', path: leasePath(patient.lease) }));
  const written = await slowest(writes, () => dryRunWrite(patient)).catch((error: unknown) =>
    asRefusal(error, 'update'),
  );
  if (typeof written !== 'number') return [...refusal, ...written];
  const text = `A read takes ${roundedDuration(read)}, a write ${roundedDuration(written)} (the slowest of ${reads} and ${writes}).`;
  if (written <= timings.renewDeadline / 2) return [...refusal, ok(text)];
  const limit = `a renewal may take half of renewDeadline, ${roundedDuration(timings.renewDeadline / 2)}`;
  const advice = 'Find out what slows the API server down, or set a longer leaseDuration.';
  return [...refusal, problem(`${text} A leader will lose its lease: ${limit}.`, advice)];
}

async function slowest(times: number, request: () => Promise<ApiAnswer>): Promise<number> {
  let longest = 0;
  for (let i = 0; i < times; i++) longest = Math.max(longest, (await request()).duration);
  return longest;
}

/** The lease as it is now, by compare-and-swap. Nothing is stored. */
async function dryRunWrite(patient: Patient, tries = races): Promise<ApiAnswer> {
  const { api, lease } = patient;
  const { body: latest } = await api.request({ method: 'GET', path: leasePath(lease) });
  const body: unknown = JSON.parse(leaseBody(latest as never));
  try {
    return await api.request({ method: 'PUT', path: `${leasePath(lease)}?dryRun=All`, body });
  } catch (error) {
    if (tries === 1 || !(error instanceof ApiError) || error.status !== 409) throw error;
    return dryRunWrite(patient, tries - 1);
  }
}

/** The lease as the app would make it: that there is one already is said only after all policies have agreed. */
async function policyRefusal({ api, lease, record }: Patient): Promise<Finding[]> {
  const { labels, annotations } = record?.metadata ?? {}; // as the app has given them
  const body = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: lease.name, namespace: lease.namespace, labels, annotations },
    spec: { holderIdentity: 'doctor', leaseDurationSeconds: 20, leaseTransitions: 0 },
  };
  try {
    await api.request({ method: 'POST', path: `${leasesPath(lease.namespace)}?dryRun=All`, body });
    return [];
  } catch (error) {
    return asRefusal(error, 'create');
  }
}

function asRefusal(error: unknown, verb: 'create' | 'update'): Finding[] {
  if (!(error instanceof ApiError) || error.status === undefined) throw error;
  const { status, message } = error;
  if (status === 409) return []; // of a create: it is there; of an update: somebody was faster
  if (status === 404) return [problem(`There is no such namespace: ${message}.`, 'Name another one with -n.')];
  // What RBAC refuses is found by asking for each verb.
  if (status === 403 && /cannot (create|update) resource/.test(message)) return [];
  const advice =
    'If the policy wants labels or annotations, give them in the options `labels` and `annotations` of forRoot().';
  return [problem(`The API server refuses to ${verb} the lease: ${message}.`, advice)];
}
