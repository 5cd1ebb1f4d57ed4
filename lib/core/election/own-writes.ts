import { type LeaseSpec } from '../record/lease.js';
import { type ResourceVersion } from '../record/resource-version.js';
import { formatMicroTime, parseMicroTime } from '../record/micro-time.js';
import { holderOf } from './lease-spec.js';
import { type Instant } from './now.js';

/** A write that this elector sent, whether or not it happened. */
export interface SentWrite {
  /** Grows with each write. */
  readonly sequence: number;
  /** May begin a term. */
  readonly takes: boolean;
  readonly acquireTime: string;
  readonly renewTime: string;
  readonly sent: Instant;
  /** The version that it replaces; undefined for a create. */
  readonly basis: ResourceVersion | undefined;
  /** The newest of the pending annotations that it carried; 0 for none. */
  readonly annotations: number;
}

/**
 * What this elector has written, so that it can tell its own record from a namesake's (rule 6) and learn from a record
 * which write happened (rule 7). An acquireTime is a nonce: its sub-second digits are random.
 */
export interface OwnWrites {
  /** The nonces not burnt yet. */
  readonly nonces: readonly string[];
  /** The last few writes under them, oldest first. */
  readonly writes: readonly SentWrite[];
  readonly lastSequence: number;
}

export const noWrites: OwnWrites = { nonces: [], writes: [], lastSequence: 0 };

/** More can only be under way if that many requests in a row had an unknown outcome. */
const remembered = 16;

export function isOwn(own: OwnWrites, identity: string, spec: LeaseSpec | null | undefined): boolean {
  return holderOf(spec) === identity && typeof spec?.acquireTime === 'string' && own.nonces.includes(spec.acquireTime);
}

/** The write that a record of our own proves to have happened. */
export function provenWrite(own: OwnWrites, spec: LeaseSpec | null | undefined): SentWrite | undefined {
  return own.writes.find(write => write.acquireTime === spec?.acquireTime && write.renewTime === spec?.renewTime);
}

export function rememberWrite(own: OwnWrites, write: SentWrite): OwnWrites {
  return {
    nonces: write.takes ? own.nonces.concat(write.acquireTime).slice(-remembered) : own.nonces,
    // Not a literal with a spread: V8 leaves room for 16 more in that, in each elector.
    writes: own.writes.slice(1 - remembered).concat(write),
    lastSequence: write.sequence,
  };
}

/** That write has begun a term: whatever shows it later begins no other (rule 15). No other can happen any more. */
export function spendTake(own: OwnWrites, write: SentWrite): OwnWrites {
  return { ...own, nonces: [write.acquireTime], writes: [{ ...write, takes: false }] };
}

/** Whatever shows one of them later begins no term: the record, being our own, is taken back by a new write (rule 15). */
export function spendTakes(own: OwnWrites): OwnWrites {
  return { ...own, writes: own.writes.map(write => ({ ...write, takes: false })) };
}

/** Whether a later write may still replace the record of that version, which is the one that `write` made (rule 2). */
export function mayBeOvertaken({ writes }: OwnWrites, write: SentWrite, version: ResourceVersion): boolean {
  return writes.some(({ sequence, basis }) => sequence > write.sequence && (basis === undefined || basis >= version));
}

/** A write that certainly happened makes the earlier ones of no interest. */
export function forgetBefore(own: OwnWrites, write: SentWrite): OwnWrites {
  if (own.writes[0] === write && own.nonces[0] === write.acquireTime) return own;
  return {
    ...own,
    nonces: own.nonces.slice(own.nonces.indexOf(write.acquireTime)),
    writes: own.writes.filter(other => other.sequence >= write.sequence),
  };
}

/** Somebody else's record, or none, has been seen in their place: none of them can ever be ours again (rule 6). */
export function burnAll(own: OwnWrites): OwnWrites {
  return own.nonces.length === 0 ? own : { ...own, nonces: [], writes: [] };
}

/** @param spared nonces of writes that may still succeed */
export function burnAllBut(own: OwnWrites, spared: readonly string[]): OwnWrites {
  if (spared.length === 0) return burnAll(own);
  return {
    ...own,
    nonces: own.nonces.filter(nonce => spared.includes(nonce)),
    writes: own.writes.filter(({ acquireTime }) => spared.includes(acquireTime)),
  };
}

export function burn(own: OwnWrites, acquireTime: string): OwnWrites {
  return {
    ...own,
    nonces: own.nonces.filter(nonce => nonce !== acquireTime),
    writes: own.writes.filter(write => write.acquireTime !== acquireTime),
  };
}

/** The second by the wall clock, all six digits below it random: nobody compares it with a clock. */
export function newNonce(wall: number, digits: number): string {
  return formatMicroTime(Math.floor(wall / 1000) * 1_000_000 + (digits % 1_000_000));
}

/**
 * The present, or later than all that was written under that nonce if the wall clock stood still or was set back (rule 1).
 * A predecessor's clock does not count: a year ahead, it would have this one go on by microseconds for a year.
 */
export function nextRenewTime({ writes }: OwnWrites, acquireTime: string, wall: number): string {
  const newest = writes.findLast(write => write.acquireTime === acquireTime);
  const floor = parseMicroTime(newest?.renewTime) ?? 0;
  return formatMicroTime(Math.max(Math.floor(wall * 1000), floor + 1));
}
