import { type LeaseClient } from '../lease/lease-client.js';
import { LeaseRequestError } from '../lease/lease-request.error.js';
import { type AnnotationChanges, annotationsOf, withChanges } from '../record/annotations.js';
import { type LeaseReference } from '../record/lease.js';

/** Milliseconds. */
const timeout = 5000;

/** Its leader writes every few seconds, so a compare-and-swap may be beaten more than once. */
const mostTries = 10;

/**
 * Changes a lease's annotations, which are no part of the election: by whoever may update it, leader or not. By
 * compare-and-swap: who holds the lease, and all else in it, stays as it is.
 *
 * @throws LeaseRequestError
 */
export async function editAnnotations(
  client: LeaseClient,
  reference: LeaseReference,
  changes: AnnotationChanges,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    const { lease } = await client.read(reference, { timeout });
    const annotations = { ...withChanges(annotationsOf(lease), changes) };
    try {
      await client.replace({ ...lease, metadata: { ...lease.metadata, annotations } }, { timeout });
      return;
    } catch (error) {
      if (tries === mostTries || !(error instanceof LeaseRequestError) || error.code !== 'conflict') throw error;
    }
  }
}
