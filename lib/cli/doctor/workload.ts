import { type Finding, note, problem } from './finding.js';
import { type Patient } from './patient.js';
import { ApiError } from '../api/api.error.js';
import { makerOf, podOf, type Pods } from '../status/candidates.js';

/** As much of a Deployment or StatefulSet as is looked at. */
export interface Workload {
  /** `Deployment billing` */
  readonly title: string;
  readonly replicas: number;
  readonly pod: PodSpec;
}

export interface PodSpec {
  readonly serviceAccountName?: string;
  readonly automountServiceAccountToken?: boolean;
  readonly terminationGracePeriodSeconds?: number;
  readonly containers?: readonly Container[];
}

export interface Container {
  readonly name: string;
  readonly command?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly lifecycle?: { readonly preStop?: { readonly sleep?: { readonly seconds: number } } };
}

const resources: Readonly<Record<string, string>> = { Deployment: 'deployments', StatefulSet: 'statefulsets' };

/** The Deployment or StatefulSet of the app, or why it is not looked at. */
export async function findWorkload(
  { api, lease, record }: Patient,
  named: string | undefined,
  pods: Pods,
): Promise<{ workload?: Workload; finding?: Finding }> {
  const holder = record?.spec?.holderIdentity;
  const maker = holder && pods ? makerOf(podOf(holder, pods)) : undefined;
  const [kind, name] =
    named === undefined && maker !== undefined ? maker.split('/') : ['Deployment', named ?? lease.name];
  const resource = resources[kind];
  const title = `${kind} ${name}`;
  if (resource === undefined)
    return { finding: note(`${title} is not looked at: it is no Deployment or StatefulSet.`) };
  try {
    const path = `/apis/apps/v1/namespaces/${lease.namespace}/${resource}/${name}`;
    const { spec } = (await api.request({ method: 'GET', path })).body as {
      spec: { replicas?: number; template: { spec?: PodSpec } };
    };
    return { workload: { title, replicas: spec.replicas ?? 1, pod: spec.template.spec ?? {} } };
  } catch (error) {
    if (!(error instanceof ApiError) || error.status === undefined) throw error;
    const why = error.status === 404 ? 'there is none' : error.message;
    return { finding: note(`${title} is not looked at: ${why}.`, 'Name the Deployment with --deployment.') };
  }
}

export function workloadFindings({ title, replicas, pod }: Workload, { timings, record }: Patient): Finding[] {
  const findings: Finding[] = [];
  const grace = pod.terminationGracePeriodSeconds ?? 30;
  const { drainTimeout, abortGrace, releaseTimeout } = timings;
  const sleep = Math.max(0, ...(pod.containers ?? []).map(({ lifecycle }) => lifecycle?.preStop?.sleep?.seconds ?? 0));
  const needed = (drainTimeout + abortGrace + releaseTimeout) / 1000 + sleep;
  if (grace <= needed) {
    const parts = `drainTimeout ${drainTimeout / 1000} s, then ${abortGrace / 1000} s and ${releaseTimeout / 1000} s`;
    findings.push(
      problem(
        `${title}: a pod is killed ${grace} s after SIGTERM, but a stop may take ${needed} s (${parts}${sleep > 0 ? `, after ${sleep} s of preStop` : ''}).`,
        `Set terminationGracePeriodSeconds to ${Math.floor(needed) + 1} at least, or a shorter drainTimeout.`,
      ),
    );
  }
  if (replicas < 2) {
    findings.push(
      note(`${title} has ${replicas === 0 ? 'no replica' : 'one replica'}: nobody can take over from another.`),
    );
  }
  if (pod.automountServiceAccountToken === false) {
    const advice = 'Set automountServiceAccountToken to true in the pod template, or mount a token.';
    findings.push(problem(`${title}: its pods have no token, so they cannot reach the API server.`, advice));
  }
  return [...findings, ...commandFindings(title, pod), ...identityFindings(title, pod, record?.spec?.holderIdentity)];
}

/** What does not hand SIGTERM on. */
const betweens = /(^|\/)(npm|npx|yarn|pnpm|sh|bash|ash)$/;

function commandFindings(title: string, { containers = [] }: PodSpec): Finding[] {
  return containers
    .filter(({ command = [] }) => betweens.test(command[0] ?? '') && !command.some(word => /^\s*exec /.test(word)))
    .map(({ name, command = [] }) =>
      note(
        `${title}: the container ${name} starts ${command[0]}, which may keep SIGTERM from node: it would not release the lease.`,
        "Start node itself: command: ['node', 'dist/main.js']",
      ),
    );
}

function identityFindings(title: string, { containers = [] }: PodSpec, holder: string | null | undefined): Finding[] {
  const shared = containers.flatMap(({ env = [] }) => env).find(({ value }) => holder && value === holder);
  if (shared === undefined) return [];
  return [
    problem(
      `${title}: all replicas call themselves "${holder}", which is the value of ${shared.name} in each of them.`,
      'Every process needs an identity of its own: leave `identity` out, or take metadata.name through the downward API.',
    ),
  ];
}

/** A holder that no pod is named like may be anywhere. */
export function holderFindings({ record, lease }: Patient, pods: Pods): Finding[] {
  const holder = record?.spec?.holderIdentity;
  if (!holder || pods === undefined || podOf(holder, pods) !== undefined) return [];
  return [
    note(
      `No pod of the namespace ${lease.namespace} is named like the holder, "${holder}".`,
      'It runs elsewhere, is gone, or has an identity of its own making, which must differ in each replica.',
    ),
  ];
}
