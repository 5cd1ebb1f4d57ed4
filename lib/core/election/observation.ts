import { type Lease } from '../record/lease.js';
import { type ResourceVersion } from '../record/resource-version.js';
import { type KeptMetadata, keptMetadata } from './kept-metadata.js';
import { durationOf, holderOf, isReleased, isSameJson } from './lease-spec.js';
import { type Deadline } from './now.js';

/**
 * The lease as this elector last saw it change (rules 4, 10, 11): how long everybody else's claim on it must be
 * respected, by this process's monotonic clock alone.
 */
export type Observation = Unseen | Absent | Present;

export interface Unseen {
  readonly kind: 'unseen';
}

interface Seen {
  /** Another number at each change. */
  readonly epoch: number;
  /** The newest version known; of the last lease seen if there is none now. */
  readonly version: ResourceVersion;
  /** The election's step in which that version was learnt (rule 13). */
  readonly learntInStep: number;
  /** Monotonic time of the change. */
  readonly changedAt: number;
  /** Monotonic time until which nobody may take the lease; -Infinity for a vacancy. */
  readonly waitUntil: number;
  /** Milliseconds that the last claim was for. */
  readonly duration: number;
}

export interface Absent extends Seen {
  readonly kind: 'absent';
  /** A leader that saw its lease deleted may write it again until its deadline (rule 11). */
  readonly reclaimUntil?: Deadline | undefined;
  /** An attempt to create it was answered with 409: somebody has had it since. */
  readonly disputed?: boolean;
  /** Of the lease that was deleted: whoever creates it again writes this again. */
  readonly kept: KeptMetadata;
}

export interface Present extends Seen {
  readonly kind: 'present';
  readonly lease: Lease;
  readonly released: boolean;
  /** The holder was changed by hand: the one it names goes first (rule 11). */
  readonly edited: boolean;
}

/** When and how the lease was looked at. */
export interface Look {
  readonly mono: number;
  readonly step: number;
  /** Milliseconds of the candidate's own lease. */
  readonly ownDuration: number;
}

export const unseen: Unseen = { kind: 'unseen' };

/** @param age milliseconds since the last change that the server's own clock proves (rule 10); 0 for none. */
export function observedPresent(
  previous: Observation,
  lease: Lease,
  version: ResourceVersion,
  look: Look,
  age = 0,
): Present {
  if (previous.kind === 'present' && !isChange(previous, lease, version)) {
    return { ...previous, lease, version, learntInStep: look.step };
  }
  const released = isReleased(lease.spec);
  const edited = isEdit(previous, lease);
  const respected = durationToRespect(previous, lease, look, edited);
  const duration = Math.max(durationOf(lease.spec) ?? 0, look.ownDuration, respected);
  return {
    kind: 'present',
    epoch: nextEpoch(previous),
    lease,
    version,
    learntInStep: look.step,
    changedAt: look.mono,
    duration,
    released,
    edited,
    // A later sight never shortens a wait, except a release (rule 4).
    waitUntil: released ? -Infinity : Math.max(look.mono - age + duration, previousWait(previous)),
  };
}

/** @param version of the deletion, if it is known. */
export function observedAbsent(previous: Observation, version: ResourceVersion | undefined, look: Look): Absent {
  if (previous.kind === 'absent' && !previous.disputed) {
    return { ...previous, version: version ?? previous.version, learntInStep: look.step };
  }
  const first = previous.kind === 'unseen';
  const duration = first ? look.ownDuration : Math.max(previous.duration, look.ownDuration);
  return {
    kind: 'absent',
    epoch: nextEpoch(previous),
    version: version ?? (first ? 0n : previous.version),
    learntInStep: look.step,
    changedAt: look.mono,
    duration,
    kept: first ? {} : previous.kind === 'absent' ? previous.kept : keptMetadata(previous.lease),
    ...(previous.kind === 'absent' ? { reclaimUntil: previous.reclaimUntil } : {}),
    // Never held, as far as this elector can know (rule 5), or deleted under somebody (rule 11).
    waitUntil: first ? -Infinity : Math.max(look.mono + duration, previousWait(previous)),
  };
}

/** After one attempt to create it, an absence counts as if it had begun with a holder: no second blind POST (rule 5). */
export function spendFirstAbsence(absent: Absent, ownDuration: number): Absent {
  return absent.waitUntil === -Infinity ? { ...absent, waitUntil: absent.changedAt + ownDuration } : absent;
}

/** After a 409 to a create, an absence is that of a lease that was deleted meanwhile, and waited for anew (rule 11). */
export function dispute(observed: Observation): Observation {
  return observed.kind === 'absent' ? { ...observed, disputed: true } : observed;
}

function isChange(previous: Present, lease: Lease, version: ResourceVersion): boolean {
  if (previous.lease.metadata.uid !== lease.metadata.uid) return true;
  if (!isSameJson(previous.lease.spec ?? {}, lease.spec ?? {})) return true;
  return holderOf(lease.spec) === undefined && !previous.released && version !== previous.version;
}

/**
 * A record that takes a claim's place without a release inherits its length: while the claim is still to be respected,
 * and always from a hand's edit (rule 11), since a claim that seems to have run out may have been renewed unseen.
 */
function durationToRespect(previous: Observation, lease: Lease, look: Look, edited: boolean): number {
  if (previous.kind === 'unseen') return 0;
  const holder = holderOf(lease.spec);
  if (edited || holder === undefined) return previous.duration;
  const sameClaim = previous.kind === 'present' && holderOf(previous.lease.spec) === holder;
  return sameClaim || look.mono >= previous.waitUntil ? 0 : previous.duration;
}

function isEdit(previous: Observation, lease: Lease): boolean {
  const holder = holderOf(lease.spec);
  if (previous.kind !== 'present' || holder === undefined) return false;
  if (holderOf(previous.lease.spec) === holder) return previous.edited && sameAcquireTime(previous.lease, lease);
  // Every candidate that takes a lease writes a new acquireTime; a hand that edits the holder seldom does.
  return sameAcquireTime(previous.lease, lease);
}

function sameAcquireTime(a: Lease, b: Lease): boolean {
  return (a.spec?.acquireTime ?? undefined) === (b.spec?.acquireTime ?? undefined);
}

function previousWait(previous: Observation): number {
  return previous.kind === 'unseen' ? -Infinity : previous.waitUntil;
}

function nextEpoch(previous: Observation): number {
  return previous.kind === 'unseen' ? 1 : previous.epoch + 1;
}
