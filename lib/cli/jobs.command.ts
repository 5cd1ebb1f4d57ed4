import { requestTimeout } from './api/request-timeout.js';
import { type Arguments } from './arguments.js';
import { type Command, type Invocation } from './command.js';
import { exitCode } from './exit-code.js';
import { ProblemError } from './problem.error.js';
import { jobsOf } from './status/job-view.js';
import { viewOf } from './status/lease-view.js';
import { renderJobs } from './status/render-jobs.js';
import { LeaseEdits } from '../core/elector/lease-edits.js';
import { type AnnotationChanges, annotationsOf } from '../core/record/annotations.js';
import { checkedReason, pauseKey, runKey } from '../core/ticks/job-requests.js';

const actions = ['pause', 'resume', 'run'] as const;
type Action = (typeof actions)[number];

export const jobsCommand: Command = {
  name: 'jobs',
  synopsis: 'LEASE [pause|resume|run JOB] [--reason TEXT]',
  summary: 'Lists the jobs with `once` of a lease, or pauses, resumes or runs one of them.',
  details: `
  LEASE          whose jobs
  pause JOB      no tick of it begins until it is resumed; what is running goes on
  resume JOB     from the next tick on
  run JOB        once, by whoever leads, also if it is paused
  --reason TEXT  why it is paused, for whoever finds it so (default: the command line)`,
  options: { reason: { type: 'string' } },
  async run(invocation) {
    const { args, terminal } = invocation;
    const { leaseName, request } = read(args);
    const { leases, namespace } = invocation.cluster();
    const lease = { namespace, name: leaseName };
    const answer = await leases.read(lease, { timeout: requestTimeout });
    const now = answer.serverTime ?? invocation.clock.wall();
    const jobs = jobsOf(annotationsOf(answer.lease), now);
    if (request === undefined) {
      if (args.flag('json')) terminal.print(JSON.stringify(jobs, null, 2));
      else terminal.print(jobs.length > 0 ? renderJobs(jobs, terminal.paint) : noJobs(leaseName));
      return exitCode.well;
    }
    const { action, job } = request;
    if (!jobs.some(({ name }) => name === job)) throw unknownJob(leaseName, job, jobs);
    const reason = checkedReason(args.text('reason') ?? 'paused from the command line');
    await new LeaseEdits(leases, lease).annotate(changesFor(action, job, reason, now));
    tell(invocation, { action, job, reason, leaseName, isLed: viewOf(answer.lease, now).state === 'led' });
    return exitCode.well;
  },
};

interface Request {
  readonly leaseName: string;
  /** Undefined to list all. */
  readonly request: { readonly action: Action; readonly job: string } | undefined;
}

function read(args: Arguments): Request {
  const isList = args.positionals.length < 2;
  const [lease, action, job] = isList
    ? args.only('name of the lease')
    : args.only('lease', 'action', 'name of the job');
  const leaseName = args.name('the name of the lease', lease);
  if (!isList && !isAction(action)) {
    throw args.mistake(`Expected ${actions.join(', ')} after the lease, got "${action}".`);
  }
  if (args.text('reason') !== undefined && action !== 'pause') throw args.mistake('--reason is for pause.');
  return { leaseName, request: isAction(action) ? { action, job } : undefined };
}

function isAction(text: string | undefined): text is Action {
  return actions.some(action => action === text);
}

/** What the leader looks for in the annotations of its lease. */
function changesFor(action: Action, job: string, reason: string, now: number): AnnotationChanges {
  switch (action) {
    case 'pause':
      return { [pauseKey(job)]: reason };
    case 'resume':
      return { [pauseKey(job)]: undefined };
    case 'run':
      return { [runKey(job)]: new Date(now).toISOString() };
  }
}

interface Outcome {
  readonly action: Action;
  readonly job: string;
  readonly reason: string;
  readonly leaseName: string;
  readonly isLed: boolean;
}

function tell({ args, terminal }: Invocation, { action, job, reason, leaseName, isLed }: Outcome): void {
  if (args.flag('json')) return terminal.print(JSON.stringify({ lease: leaseName, job, action, isLed }));
  const said = {
    pause: `The job "${job}" is paused: ${reason}. What is running goes on.`,
    resume: `The job "${job}" runs again, from its next tick on.`,
    run: `The job "${job}" is to run once${isLed ? ', now.' : '.'}`,
  };
  terminal.print(said[action]);
  if (!isLed) terminal.print(`Nobody leads the lease "${leaseName}" now: it counts for whoever leads next.`);
}

function noJobs(leaseName: string): string {
  return `The lease "${leaseName}" has no jobs with \`once\`, or nobody who has them has led yet.`;
}

/** A name with a typing error would be an annotation that nobody ever looks at. */
function unknownJob(leaseName: string, job: string, jobs: readonly { readonly name: string }[]): ProblemError {
  const known = jobs.map(({ name }) => `"${name}"`).join(', ');
  return new ProblemError(
    known === '' ? noJobs(leaseName) : `The lease "${leaseName}" has no job "${job}"; its jobs are ${known}.`,
  );
}
