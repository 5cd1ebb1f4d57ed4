import {
  changeJob,
  type ChangedJob,
  describeChange,
  type JobAction,
  jobActions,
  type JobChange,
  noJobs,
} from './actions/change-job.js';
import { requestTimeout } from './api/request-timeout.js';
import { type Arguments } from './arguments.js';
import { type Command, type Invocation } from './command.js';
import { exitCode } from './exit-code.js';
import { jobsOf } from './status/job-view.js';
import { renderJobs } from './status/render-jobs.js';
import { annotationsOf } from '../core/record/annotations.js';

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
    if (request === undefined) {
      const answer = await leases.read(lease, { timeout: requestTimeout });
      const jobs = jobsOf(annotationsOf(answer.lease), answer.serverTime ?? invocation.clock.wall());
      if (args.flag('json')) terminal.print(JSON.stringify(jobs, null, 2));
      else terminal.print(jobs.length > 0 ? renderJobs(jobs, terminal.paint) : noJobs(leaseName));
      return exitCode.well;
    }
    const change = { ...request, reason: args.text('reason') ?? 'paused from the command line' };
    tell(invocation, leaseName, change, await changeJob(leases, invocation.clock, lease, change));
    return exitCode.well;
  },
};

interface Request {
  readonly leaseName: string;
  /** Undefined to list all. */
  readonly request: { readonly action: JobAction; readonly job: string } | undefined;
}

function read(args: Arguments): Request {
  const isList = args.positionals.length < 2;
  const [lease, action, job] = isList
    ? args.only('name of the lease')
    : args.only('lease', 'action', 'name of the job');
  const leaseName = args.name('the name of the lease', lease);
  if (!isList && !isAction(action)) {
    throw args.mistake(`Expected ${jobActions.join(', ')} after the lease, got "${action}".`);
  }
  if (args.text('reason') !== undefined && action !== 'pause') throw args.mistake('--reason is for pause.');
  return { leaseName, request: isAction(action) ? { action, job } : undefined };
}

function isAction(text: string | undefined): text is JobAction {
  return jobActions.some(action => action === text);
}

function tell({ args, terminal }: Invocation, leaseName: string, change: JobChange, changed: ChangedJob): void {
  const { isLed } = changed;
  const { action, job } = change;
  if (args.flag('json')) return terminal.print(JSON.stringify({ lease: leaseName, job, action, isLed }));
  terminal.print(describeChange(change, changed));
  if (!isLed) terminal.print(`Nobody leads the lease "${leaseName}" now: the next leader will act on this.`);
}
