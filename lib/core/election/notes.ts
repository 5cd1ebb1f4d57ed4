import { type Lease } from '../record/lease.js';
import {
  type AnnotationChanges,
  type Annotations,
  annotationsLimit,
  annotationsOf,
  bytesOf,
  withChanges,
} from '../record/own-annotations.js';
import { type Draft } from './draft.js';
import { type SentWrite } from './own-writes.js';
import { type ElectionState } from './state.js';
import { heldTerm } from './terms.js';

/**
 * A change of the lease's annotations that a leader wants. It goes with the compare-and-swap writes that the election
 * makes anyway, is sent again until one of those is proven (rule 7), and ends with the term.
 */
export interface Note {
  /** Grows from note to note. */
  readonly id: number;
  readonly changes: AnnotationChanges;
  /** Worth a renewal of its own, at once; otherwise it waits for the next write. */
  readonly soon: boolean;
}

export function addNote(draft: Draft, note: Note): void {
  draft.notes = [...draft.notes, note];
}

/** A renewal is due for their sake. */
export function hasUrgentNotes(draft: Draft): boolean {
  return draft.notes.some(note => note.soon);
}

/** What the next write carries: the lease's annotations as they are, others' among them, with the notes in order. */
export function withNotes(draft: Draft, lease: Lease): Lease {
  if (draft.notes.length === 0) return lease;
  const annotations = merged(annotationsOf(lease), draft.notes);
  if (bytesOf(annotations) > annotationsLimit) {
    // The server would refuse the whole write, and the renewal with it.
    dropNotes(draft, lastNote(draft), 'rejected');
    return lease;
  }
  return { ...lease, metadata: { ...lease.metadata, annotations: { ...annotations } } };
}

/** The newest note, which a write made now carries with all the others; 0 where there is none. */
export function lastNote(draft: Draft): number {
  return draft.notes.at(-1)?.id ?? 0;
}

/** That write happened, with all that it carried. */
export function confirmNotes(draft: Draft, { notes }: SentWrite): void {
  for (const note of draft.notes) if (note.id <= notes) draft.actions.push({ type: 'annotated', id: note.id });
  if (draft.notes.length > 0) draft.notes = draft.notes.filter(note => note.id > notes);
}

export function dropNotes(draft: Draft, upTo: number, reason: 'rejected' | 'termOver'): void {
  for (const note of draft.notes) {
    if (note.id <= upTo) draft.actions.push({ type: 'notAnnotated', id: note.id, reason });
  }
  if (draft.notes.length > 0) draft.notes = draft.notes.filter(note => note.id > upTo);
}

/** No write will carry them any more, once the term is over and its release settled. */
export function dropNotesWithoutTerm(draft: Draft): void {
  if (draft.notes.length === 0 || heldTerm(draft) !== undefined) return;
  const { mode } = draft;
  if (mode.name === 'ending' && mode.phase.name === 'releasing' && mode.term !== undefined) return;
  dropNotes(draft, lastNote(draft), 'termOver');
}

/** The lease's annotations as last seen, with the notes that are under way. */
export function annotationsIn({ sight, notes }: ElectionState): Annotations {
  return sight.kind === 'present' ? merged(annotationsOf(sight.lease), notes) : {};
}

function merged(annotations: Annotations, notes: readonly Note[]): Annotations {
  return notes.reduce((result, { changes }) => withChanges(result, changes), annotations);
}
