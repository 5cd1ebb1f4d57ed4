import { type Draft } from './draft.js';
import { holderOf } from './lease-spec.js';
import { successorIn } from './handing-over.js';
import { isOrphan } from './inheriting.js';
import { isBefore } from './now.js';
import { isOwn } from './own-writes.js';
import { type Absent, type Present, type Observation } from './observation.js';

/**
 * Monotonic time from which this candidate may write itself in (rules 5, 11, 14, 15); undefined while it may not at
 * all, because work of an earlier term still runs.
 */
export function turnAt(draft: Draft, observed: Absent | Present): number | undefined {
  if (draft.now.working) return undefined;
  if (isOurs(draft, observed)) return -Infinity;
  if (successorIn(observed) === draft.config.identity) return vacantAt(draft, observed);
  return vacantAt(draft, observed) + turnDelay(draft, observed.epoch);
}

/** A record that is still our own is taken back, a lease deleted under us is written again: nobody else may. */
function isOurs(draft: Draft, observed: Absent | Present): boolean {
  if (observed.kind === 'present') return isOwn(draft.own, draft.config.identity, observed.lease.spec);
  return observed.reclaimUntil !== undefined && isBefore(draft.now, observed.reclaimUntil);
}

function vacantAt(draft: Draft, observed: Absent | Present): number {
  const { identity, retryInterval } = draft.config;
  if (observed.waitUntil === -Infinity || isOrphan(draft, observed)) {
    const successor = successorIn(observed);
    return observed.changedAt + (successor === undefined || successor === identity ? 0 : retryInterval);
  }
  const othersFirst =
    observed.kind === 'present' && observed.edited && holderOf(observed.lease.spec) !== draft.config.identity;
  return observed.waitUntil + (othersFirst ? draft.config.retryInterval : 0);
}

/** Random, drawn once for each vacancy, so that few write if many wait. */
function turnDelay(draft: Draft, epoch: number): number {
  if (draft.turn?.epoch !== epoch) draft.turn = { epoch, delay: draft.now.random() * draft.turnWindow };
  return draft.turn.delay;
}

// How long the window is (rule 14). Of n candidates the first writes after about an n-th of it, and those write in vain
// whose turn comes before they can have seen that: so it should be n times what a write takes until it is seen. Nobody
// knows n. But a race lost tells of competitors, and how long the lost write took, of how busy they keep the API server;
// and a vacancy that stands for much of the window tells that they are few.

/** Milliseconds; a narrower window is none: the first to see a vacancy writes at once. */
const narrowestWindow = 4;
const widestWindow = 1024;

/** Times what the lost write took. */
const firstWidth = 16;
const factor = 4;

/** @param took milliseconds from the send of the take that was refused to its answer */
export function widenWindow(draft: Draft, took: number): void {
  const wider = Math.max(draft.turnWindow * factor, took * firstWidth, narrowestWindow);
  draft.turnWindow = Math.min(wider, widestWindow);
}

/** Somebody, perhaps this candidate, holds the lease that was seen so before. */
export function noticeTaken(draft: Draft, before: Observation): void {
  if (before.kind === 'unseen') return;
  const stood = draft.now.mono - vacantAt(draft, before);
  if (stood <= draft.turnWindow / 2) return;
  const narrower = draft.turnWindow / factor;
  draft.turnWindow = narrower < narrowestWindow ? 0 : narrower;
}
