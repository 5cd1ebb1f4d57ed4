import { type Lease } from '../record/lease.js';
import { type Annotations, annotationsOf, areTooLarge } from '../record/annotations.js';
import { type Draft } from './draft.js';
import { type SentWrite } from './own-writes.js';
import { type PendingAnnotations, withPending } from './pending-annotations.js';
import { type ElectionState } from './state.js';
import { heldTerm } from './terms.js';

export function annotate(draft: Draft, pending: PendingAnnotations): void {
  draft.pending = [...draft.pending, pending];
}

/** Whether a renewal is due for the sake of annotations. */
export function hasUrgentAnnotations({ pending }: Draft): boolean {
  return pending.some(({ soon }) => soon);
}

/** What the next write carries: the lease's annotations as they are, others' among them, with the pending changes. */
export function withPendingAnnotations(draft: Draft, lease: Lease): Lease {
  if (draft.pending.length === 0) return lease;
  const annotations = withPending(annotationsOf(lease), draft.pending);
  if (areTooLarge(annotations)) {
    dropAnnotations(draft, newestPending(draft), 'rejected');
    return lease;
  }
  return { ...lease, metadata: { ...lease.metadata, annotations: { ...annotations } } };
}

/** The newest pending change, which a write made now carries with all the others; 0 if there is none. */
export function newestPending({ pending }: Draft): number {
  return pending.at(-1)?.id ?? 0;
}

/** That write happened, with all that it carried. */
export function confirmAnnotations(draft: Draft, { annotations: upTo }: SentWrite): void {
  for (const { id } of draft.pending) if (id <= upTo) draft.actions.push({ type: 'annotationsWritten', id });
  keepNewerThan(draft, upTo);
}

export function dropAnnotations(draft: Draft, upTo: number, reason: 'rejected' | 'termOver'): void {
  for (const { id } of draft.pending) if (id <= upTo) draft.actions.push({ type: 'annotationsDropped', id, reason });
  keepNewerThan(draft, upTo);
}

/** No write carries annotations once the term is over and its release settled. */
export function dropAnnotationsWithoutTerm(draft: Draft): void {
  if (draft.pending.length === 0 || heldTerm(draft) !== undefined) return;
  const { mode } = draft;
  if (mode.name === 'ending' && mode.phase.name === 'releasing' && mode.term !== undefined) return;
  dropAnnotations(draft, newestPending(draft), 'termOver');
}

/** The lease's annotations as last seen, with the changes under way. */
export function annotationsIn({ observed, pending }: ElectionState): Annotations {
  return observed.kind === 'present' ? withPending(annotationsOf(observed.lease), pending) : {};
}

function keepNewerThan(draft: Draft, id: number): void {
  if (draft.pending.length > 0) draft.pending = draft.pending.filter(change => change.id > id);
}
