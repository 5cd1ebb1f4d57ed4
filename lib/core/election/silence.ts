import { type Lease } from '../record/lease.js';
import { type ResourceVersion } from '../record/resource-version.js';
import { type Draft } from './draft.js';
import { holderOf } from './lease-spec.js';
import { type Absent, type Present } from './observation.js';
import { type ElectionState, noSilence } from './state.js';

/**
 * Watches that open and tell nothing (rule 13). One may have lost its connection unnoticed. The second in a row shows a proxy
 * that holds answers back: every handover would take a whole lease, and nobody would know why.
 */

/** From that many in a row on, it is said, and polled beside. */
const suspicious = 2;

/** A read has told of that version. @returns whether the watch should have, and is silent */
export function noticeSilence(
  draft: Draft,
  previous: Present | Absent,
  lease: Lease,
  version: ResourceVersion,
): boolean {
  if (version === previous.version) return false;
  if (draft.silence.inARow > 0) draft.silence = { ...draft.silence, heardSince: undefined };
  if (!wasRenewedUnseen(draft, previous, lease, version)) return false;
  if (draft.watch.name === 'open') countSilentWatch(draft);
  return true;
}

/** The watch has brought news. Once it alone has done so for a whole lease, it is trusted again. */
export function noticeTold(draft: Draft): void {
  const { inARow, heardSince = draft.now.mono } = draft.silence;
  if (inARow === 0) return;
  if (draft.now.mono - heardSince < draft.config.leaseDuration) {
    draft.silence = { inARow, heardSince };
    return;
  }
  if (isSuspicious(draft)) draft.actions.push({ type: 'notice', notice: 'watchTells' });
  draft.silence = noSilence;
}

/**
 * Monotonic time from which a candidate polls beside its open watch: a renewal is overdue, so the holder may have come to its
 * end. Infinity while the watch is trusted.
 */
export function pollBesideAt(draft: Draft): number {
  const { observed, config } = draft;
  if (!isSuspicious(draft) || observed.kind !== 'present') return Infinity;
  return observed.changedAt + config.renewInterval + config.retryInterval;
}

function isSuspicious({ silence }: Pick<ElectionState, 'silence'>): boolean {
  return silence.inARow >= suspicious;
}

function countSilentWatch(draft: Draft): void {
  const inARow = draft.silence.inARow + 1;
  draft.silence = { inARow, heardSince: undefined };
  if (inARow === suspicious) draft.actions.push({ type: 'notice', notice: 'watchSilent' });
}

/** The leader was alive all along and the watch, which has had a whole lease for it, did not say so. */
function wasRenewedUnseen(draft: Draft, previous: Present | Absent, lease: Lease, version: ResourceVersion): boolean {
  return (
    previous.kind === 'present' &&
    version > previous.version &&
    hasHadALease(draft, previous.waitUntil) &&
    holderOf(previous.lease.spec) !== undefined &&
    holderOf(previous.lease.spec) === holderOf(lease.spec) &&
    previous.lease.spec?.acquireTime === lease.spec?.acquireTime
  );
}

/** Polls beside a watch do not let the claim run out. */
function hasHadALease(draft: Draft, waitUntil: number): boolean {
  const { now, watch, config } = draft;
  if (now.mono >= waitUntil) return true;
  return isSuspicious(draft) && watch.name === 'open' && now.mono >= watch.since + config.leaseDuration;
}
