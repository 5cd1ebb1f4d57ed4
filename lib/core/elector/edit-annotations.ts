import { type LeaseClient } from '../lease/lease-client.js';
import { LeaseRequestError } from '../lease/lease-request.error.js';
import { type AnnotationChanges, annotationsOf, withChanges } from '../record/annotations.js';
import { type LeaseReference } from '../record/lease.js';

/** Milliseconds. */
const timeout = 5000;

/** Its leader writes every few seconds, so a compare-and-swap may be beaten more than once. */
const mostTries = 10;

/** Changes of a lease that are no part of the election: by whoever may update it, leader or not. */
export class LeaseEdits {
  constructor(
    private readonly client: LeaseClient,
    private readonly lease: LeaseReference,
  ) {}

  /**
   * By compare-and-swap: who holds the lease, and all else in it, stays as it is.
   *
   * @throws LeaseRequestError
   */
  async annotate(changes: AnnotationChanges): Promise<void> {
    for (let tries = 1; ; tries++) {
      const { lease } = await this.client.read(this.lease, { timeout });
      const annotations = { ...withChanges(annotationsOf(lease), changes) };
      try {
        await this.client.replace({ ...lease, metadata: { ...lease.metadata, annotations } }, { timeout });
        return;
      } catch (error) {
        if (tries === mostTries || !(error instanceof LeaseRequestError) || error.code !== 'conflict') throw error;
      }
    }
  }
}
