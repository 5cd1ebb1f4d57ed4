import { type AnnotationChanges, type Annotations, withChanges } from '../record/annotations.js';

/**
 * Changes of the lease's annotations that a leader wants and that are not known to be written. They go with the
 * compare-and-swap writes that the election makes anyway, are sent again until one of those is proven (rule 7), and end
 * with the term.
 */
export interface PendingAnnotations {
  /** Grows with each. */
  readonly id: number;
  readonly changes: AnnotationChanges;
  /** Worth a renewal of its own, at once; otherwise it waits for the next write. */
  readonly soon: boolean;
}

/** Those annotations, with the changes in order. */
export function withPending(annotations: Annotations, pending: readonly PendingAnnotations[]): Annotations {
  return pending.length === 0 ? annotations : withChanges(annotations, ...pending.map(({ changes }) => changes));
}
