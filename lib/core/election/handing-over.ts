import { annotationsOf, areTooLarge } from '../record/annotations.js';
import {
  formatHandOver,
  type HandOver,
  handOverAnnotation,
  parseHandOver,
  successorAnnotation,
  withoutHandOver,
} from '../record/hand-over.js';
import { type Lease } from '../record/lease.js';
import { type Draft } from './draft.js';
import { type Observation } from './observation.js';
import { type Term } from './state.js';
import { beginEnding } from './terms.js';

/** Rule 18, who should: requests to hand over and successors. They decide who goes first, never who may (rule 19). */

/** Times `retryInterval`, for which a leader that handed over stays out: behind the successor, and behind the others. */
export const retriesOut = 2;

/** The lease's annotation asks the leader of this very term to end it. */
export function obeyRequest(draft: Draft, term: Term): void {
  const { observed, config, now } = draft;
  if (observed.kind !== 'present') return;
  const request = parseHandOver(annotationsOf(observed.lease)[handOverAnnotation]);
  if (request?.of !== term.acquireTime || request.to === config.identity) return;
  if (term.begunInStep === draft.steps) {
    // Everybody hears that the term has begun before it ends.
    draft.wakeAt = now.mono;
    return;
  }
  const { to } = request;
  const cooldown = retriesOut * config.retryInterval;
  beginEnding(draft, term, { code: 'stepDown', next: 'candidate', cooldown, successor: to }, { requested: true, to });
}

/** The candidate that a released lease names as the next leader; undefined if it names none. */
export function successorIn(observed: Observation): string | undefined {
  if (observed.kind !== 'present' || !observed.released) return undefined;
  const successor = parseHandOver(annotationsOf(observed.lease)[successorAnnotation]);
  return successor?.of === observed.lease.spec?.acquireTime ? successor?.to : undefined;
}

/** A lease that is about to be released: without what asked for it, and with who comes next, if there is room for that. */
export function naming(lease: Lease, of: string, to: string | undefined): Lease {
  const metadata = withoutHandOver(lease.metadata);
  if (to === undefined) return { ...lease, metadata };
  const successor: HandOver = { of, to };
  const annotations = { ...metadata.annotations, [successorAnnotation]: formatHandOver(successor) };
  return { ...lease, metadata: areTooLarge(annotations) ? metadata : { ...metadata, annotations } };
}

/** A server that refuses the release may refuse its annotation: it is tried without. @returns whether there was one */
export function nameNobody(draft: Draft): boolean {
  const { mode } = draft;
  if (mode.name !== 'ending' || mode.successor === undefined) return false;
  draft.mode = { ...mode, successor: undefined };
  return true;
}
