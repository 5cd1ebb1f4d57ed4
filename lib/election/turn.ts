import { type Draft } from './draft.js';
import { holderOf } from './lease-spec.js';
import { isBefore } from './now.js';
import { isOwn } from './own-writes.js';
import { type Absent, type Present } from './sight.js';

/**
 * Monotonic time from which this candidate may write itself in (rules 5, 11, 14, 15); undefined while it may not at
 * all, because work of an earlier term still runs.
 */
export function turnAt(draft: Draft, sight: Absent | Present): number | undefined {
  if (draft.now.working) return undefined;
  if (isOurs(draft, sight)) return -Infinity;
  return vacantAt(draft, sight) + turnDelay(draft, sight.epoch);
}

/** A record that is still our own is taken back, a lease deleted under us is written again: nobody else may. */
function isOurs(draft: Draft, sight: Absent | Present): boolean {
  if (sight.kind === 'present') return isOwn(draft.own, draft.config.identity, sight.lease.spec);
  return sight.reclaimUntil !== undefined && isBefore(draft.now, sight.reclaimUntil);
}

function vacantAt(draft: Draft, sight: Absent | Present): number {
  if (sight.waitUntil === -Infinity) return sight.changedAt;
  const othersFirst = sight.kind === 'present' && sight.edited && holderOf(sight.lease.spec) !== draft.config.identity;
  return sight.waitUntil + (othersFirst ? draft.config.retryInterval : 0);
}

/** Random, drawn once for each vacancy, so that few write where many wait. */
function turnDelay(draft: Draft, epoch: number): number {
  if (draft.turn?.epoch !== epoch) draft.turn = { epoch, delay: draft.now.random() * draft.turnWindow };
  return draft.turn.delay;
}
