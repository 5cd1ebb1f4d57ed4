import { requestTimeout } from '../api/request-timeout.js';
import { ProblemError } from '../problem.error.js';
import { jobsOf } from '../status/job-view.js';
import { viewOf } from '../status/lease-view.js';
import { type Clock } from '../../core/clock/clock.js';
import { editAnnotations } from '../../core/elector/edit-annotations.js';
import { type LeaseClient } from '../../core/lease/lease-client.js';
import { type AnnotationChanges, annotationsOf } from '../../core/record/annotations.js';
import { type LeaseReference } from '../../core/record/lease.js';
import { checkedReason, pauseKey, runKey } from '../../core/ticks/job-requests.js';

export const jobActions = ['pause', 'resume', 'run'] as const;
export type JobAction = (typeof jobActions)[number];

export interface JobChange {
  readonly action: JobAction;
  readonly job: string;
  /** Why it is paused. */
  readonly reason: string;
}

export interface ChangedJob {
  /** As it was written down. */
  readonly reason: string;
  /** Whether somebody is there to act on it now. */
  readonly isLed: boolean;
}

/**
 * Pauses, resumes or runs a job with `once`, by an annotation of its lease that the leader looks for.
 *
 * @throws ProblemError if the lease has no such job
 * @throws LeaseRequestError
 */
export async function changeJob(
  client: LeaseClient,
  clock: Clock,
  lease: LeaseReference,
  change: JobChange,
): Promise<ChangedJob> {
  const answer = await client.read(lease, { timeout: requestTimeout });
  const now = answer.serverTime ?? clock.wall();
  const jobs = jobsOf(annotationsOf(answer.lease), now);
  if (!jobs.some(({ name }) => name === change.job)) throw unknownJob(lease.name, change.job, jobs);
  const reason = checkedReason(change.reason);
  await editAnnotations(client, lease, annotationsFor({ ...change, reason }, now));
  return { reason, isLed: viewOf(answer.lease, now).state === 'led' };
}

function annotationsFor({ action, job, reason }: JobChange, now: number): AnnotationChanges {
  switch (action) {
    case 'pause':
      return { [pauseKey(job)]: reason };
    case 'resume':
      return { [pauseKey(job)]: undefined };
    case 'run':
      return { [runKey(job)]: new Date(now).toISOString() };
  }
}

/** A name with a typing error would be an annotation that nobody ever looks at. */
function unknownJob(leaseName: string, job: string, jobs: readonly { readonly name: string }[]): ProblemError {
  const known = jobs.map(({ name }) => `"${name}"`).join(', ');
  return new ProblemError(
    known === '' ? noJobs(leaseName) : `The lease "${leaseName}" has no job "${job}"; its jobs are ${known}.`,
  );
}

export function noJobs(leaseName: string): string {
  return `The lease "${leaseName}" has no jobs with \`once\`, or no replica with such jobs has led yet.`;
}

/** What has come of it, for people. */
export function describeChange({ action, job }: JobChange, { reason, isLed }: ChangedJob): string {
  const said = {
    pause: `The job "${job}" is paused: ${reason}. A run that has begun goes on.`,
    resume: `The job "${job}" runs again from its next tick on.`,
    run: `The job "${job}" will run once${isLed ? ', now.' : '.'}`,
  };
  return said[action];
}
