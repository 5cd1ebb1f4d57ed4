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

interface Changed {
  readonly of: Annotations;
  readonly annotations: Annotations;
}

/** Asked for far more often than anything changes, and with many jobs both are long. */
const changed = new WeakMap<readonly PendingAnnotations[], Changed>();

/** Those annotations, with the changes in order. */
export function withPending(annotations: Annotations, pending: readonly PendingAnnotations[]): Annotations {
  if (pending.length === 0) return annotations;
  const known = changed.get(pending);
  if (known?.of === annotations) return known.annotations;
  const all = withChanges(annotations, ...pending.map(({ changes }) => changes));
  changed.set(pending, { of: annotations, annotations: all });
  return all;
}
