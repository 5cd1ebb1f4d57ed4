import { requestTimeout } from '../api/request-timeout.js';
import { ProblemError } from '../problem.error.js';
import { viewOf } from '../status/lease-view.js';
import { type Clock } from '../../core/clock/clock.js';
import { editAnnotations } from '../../core/elector/edit-annotations.js';
import { type LeaseClient } from '../../core/lease/lease-client.js';
import { formatHandOver, handOverAnnotation } from '../../core/record/hand-over.js';
import { type LeaseReference } from '../../core/record/lease.js';

/** The term that is asked to end. */
export interface AskedTerm {
  /** Its `acquireTime`. */
  readonly of: string;
  readonly holder: string;
  /** Whether the one that is wanted leads already: nothing was written. */
  readonly isWanted: boolean;
}

/**
 * Has the leader of a lease finish its work and hand over, by an annotation.
 *
 * @param to who is to lead next; undefined for whoever comes first
 * @throws ProblemError if nobody leads, or a leader that does not know such requests
 * @throws LeaseRequestError
 */
export async function askToStepDown(
  client: LeaseClient,
  clock: Clock,
  lease: LeaseReference,
  to: string | undefined,
): Promise<AskedTerm> {
  const answer = await client.read(lease, { timeout: requestTimeout });
  const { state, holder } = viewOf(answer.lease, answer.serverTime ?? clock.wall());
  const of = answer.lease.spec?.acquireTime;
  if (state !== 'led' || holder === undefined) {
    const last = holder === undefined ? 'it has no holder' : `${holder} has not renewed it in time`;
    throw new ProblemError(`Nobody leads the lease "${lease.name}" now: ${last}.`);
  }
  if (!of) throw new ProblemError(`The lease has no acquireTime, so its holder, ${holder}, does not use this package.`);
  if (holder === to) return { of, holder, isWanted: true };
  await editAnnotations(client, lease, { [handOverAnnotation]: formatHandOver({ of, ...(to && { to }) }) });
  return { of, holder, isWanted: false };
}
