import { requestTimeout } from './api/request-timeout.js';
import { type Arguments } from './arguments.js';
import { type Command, type Invocation } from './command.js';
import { accessFindings } from './doctor/access.js';
import { type Finding, problem } from './doctor/finding.js';
import { type Patient, type Timings } from './doctor/patient.js';
import { clockFinding, requestFindings, versionFinding } from './doctor/probes.js';
import { recordFindings } from './doctor/record.js';
import { findWorkload, holderFindings, workloadFindings } from './doctor/workload.js';
import { exitCode } from './exit-code.js';
import { type Terminal } from './print/terminal.js';
import { podsOf } from './status/candidates.js';
import { LeaseRequestError } from '../core/lease/lease-request.error.js';
import { type Lease, type LeaseReference } from '../core/record/lease.js';

export const doctorCommand: Command = {
  name: 'doctor',
  synopsis: '--lease NAME [--deployment NAME] [--service-account NAME]',
  summary: 'Looks for what keeps an election from working, and says what to do. Changes nothing.',
  details: `
  --lease NAME               which (default: nodejs-leader-election)
  --deployment NAME          which (default: that of the holder's pod, or else the one with the lease's name)
  --service-account NAME     whose permissions (default: the Deployment's)
  --lease-duration DURATION  as in the app's options (default: what the lease says, or else 20s)
  --drain-timeout DURATION   as in the app's options (default: 10s)`,
  options: {
    lease: { type: 'string' },
    deployment: { type: 'string' },
    'service-account': { type: 'string' },
    'lease-duration': { type: 'string' },
    'drain-timeout': { type: 'string' },
  },
  async run(invocation) {
    const { args, terminal } = invocation;
    args.only();
    const findings = await examine(invocation, request(args));
    if (args.flag('json')) terminal.print(JSON.stringify(findings, null, 2));
    else for (const finding of findings) show(terminal, finding);
    return findings.some(({ level }) => level === 'problem') ? exitCode.problem : exitCode.well;
  },
};

interface Request {
  readonly name: string;
  readonly deployment: string | undefined;
  readonly account: string | undefined;
  readonly leaseDuration: number | undefined;
  readonly drainTimeout: number;
}

function request(args: Arguments): Request {
  const named = (option: string) => {
    const value = args.text(option);
    return value === undefined ? undefined : args.name(`--${option}`, value);
  };
  return {
    name: named('lease') ?? 'nodejs-leader-election',
    deployment: named('deployment'),
    account: named('service-account'),
    leaseDuration: args.duration('lease-duration'),
    drainTimeout: args.duration('drain-timeout') ?? 10_000,
  };
}

async function examine(invocation: Invocation, asked: Request): Promise<Finding[]> {
  const { api, leases, namespace, isInPod } = invocation.cluster();
  const lease = { namespace, name: asked.name };
  // Without an answer to this, no other would tell anything.
  const { finding: version, answer } = await versionFinding({ api, lease, record: undefined, timings: timings(asked) });
  const { record, finding: unreadable } = await read(leases, lease);
  const patient: Patient = { api, lease, record, timings: timings(asked, record) };
  const pods = await podsOf(api, namespace);
  const { workload, finding: unseen } = await findWorkload(patient, asked.deployment, pods);
  const account = isInPod ? asked.account : (asked.account ?? workload?.pod.serviceAccountName);
  const now = answer.serverTime ?? invocation.clock.wall();
  return [
    version,
    ...(await accessFindings(patient, account)),
    clockFinding(answer, isInPod),
    ...unreadable,
    ...(await requestFindings(patient)),
    ...(unreadable.length > 0 ? [] : recordFindings(patient, now)),
    ...holderFindings(patient, pods),
    ...(workload === undefined ? [] : workloadFindings(workload, patient)),
    ...(unseen === undefined ? [] : [unseen]),
  ];
}

interface Reader {
  read(lease: LeaseReference, options: { timeout: number }): Promise<{ lease: Lease }>;
}

async function read(leases: Reader, lease: LeaseReference): Promise<{ record?: Lease; finding: Finding[] }> {
  try {
    return { record: (await leases.read(lease, { timeout: requestTimeout })).lease, finding: [] };
  } catch (error) {
    if (!(error instanceof LeaseRequestError) || error.status === undefined) throw error;
    if (error.code === 'notFound') return { finding: [] };
    return { finding: [problem(`The lease cannot be read: ${error.message}.`, 'See the permissions above.')] };
  }
}

/** What the app's are, as far as they are known: the others have their defaults. */
function timings({ leaseDuration: given, drainTimeout }: Request, record?: Lease): Timings {
  const { holderIdentity, leaseDurationSeconds } = record?.spec ?? {};
  const leaseDuration = given ?? (holderIdentity && leaseDurationSeconds ? leaseDurationSeconds * 1000 : 20_000);
  return {
    renewDeadline: leaseDuration * 0.75,
    drainTimeout,
    abortGrace: 1_000,
    releaseTimeout: 3_000,
  };
}

const colours = { ok: 'green', note: 'yellow', problem: 'red' } as const;

function show(terminal: Terminal, { level, text, advice }: Finding): void {
  terminal.print(`${terminal.paint(colours[level], level.padEnd(7))}  ${text}`);
  if (advice !== undefined) terminal.print(`${' '.repeat(9)}${advice}`);
}
