import { askToStepDown } from '../actions/ask-to-step-down.js';
import { changeJob, describeChange, type JobAction, jobActions } from '../actions/change-job.js';
import { type Clock } from '../../core/clock/clock.js';
import { type LeaseClient } from '../../core/lease/lease-client.js';
import { isObject } from '../../core/record/is-object.js';

/** What the page asks for. */
export type PageAction =
  | { readonly action: 'step-down'; readonly lease: string; readonly to: string | undefined }
  | { readonly action: JobAction; readonly lease: string; readonly job: string; readonly reason: string | undefined }
  | { readonly action: 'replica'; readonly replica: string; readonly deed: string };

/** Undefined for anything else. */
export function parseAction(value: unknown): PageAction | undefined {
  if (!isObject(value)) return undefined;
  const { action, lease, to, job, reason, replica, deed } = value;
  if (action === 'replica') return isText(replica) && isText(deed) ? { action, replica, deed } : undefined;
  if (!isText(lease)) return undefined;
  if (action === 'step-down') return isTextOrNone(to) ? { action, lease, to } : undefined;
  const jobAction = jobActions.find(known => known === action);
  if (jobAction === undefined || !isText(job) || !isTextOrNone(reason)) return undefined;
  return { action: jobAction, lease, job, reason };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 1000;
}

function isTextOrNone(value: unknown): value is string | undefined {
  return value === undefined || isText(value);
}

export interface ActionSurroundings {
  readonly leases: LeaseClient;
  readonly clock: Clock;
  readonly namespace: string;
}

/** Does it on a lease, as the commands do. @returns what has come of it, for people @throws ProblemError and others */
export async function actOnLease(
  asked: Exclude<PageAction, { readonly action: 'replica' }>,
  { leases, clock, namespace }: ActionSurroundings,
): Promise<string> {
  const lease = { namespace, name: asked.lease };
  if (asked.action === 'step-down') {
    const { holder, isWanted } = await askToStepDown(leases, clock, lease, asked.to);
    if (isWanted) return `${holder} leads already.`;
    const toWhom = asked.to === undefined ? '' : ` to ${asked.to}`;
    return `Asked ${holder} to finish its work and hand over${toWhom}.`;
  }
  const change = { action: asked.action, job: asked.job, reason: asked.reason ?? 'paused from the dashboard' };
  const changed = await changeJob(leases, clock, lease, change);
  const nobody = `Nobody leads the lease "${asked.lease}" now: the next leader will act on this.`;
  return [describeChange(change, changed), ...(changed.isLed ? [] : [nobody])].join(' ');
}
