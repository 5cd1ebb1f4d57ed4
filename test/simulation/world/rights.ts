import { longestSensibleSeconds } from '../../../lib/core/election/lease-spec.js';
import { type Lease } from '../../../lib/core/record/lease.js';
import { nextIn } from './hand-over.js';
import { isSameSpec } from './lease-store.js';
import { type Timings } from './timings.js';

/** Milliseconds that sums of times may differ by. */
const rounding = 0.001;

/** No more can be under way. */
const newestWrites = 16;

/** News of a lease, as it reaches a candidate. */
export interface Told {
  /**
   * A read's answer is the truth unless something was learnt since it was sent, which only a later version outdoes; a
   * write's and a watch's may be old.
   */
  readonly by: 'read' | 'write' | 'watch';
  /** Absent for a read that found nothing. */
  readonly version: number | undefined;
  /** Absent where there is none. */
  readonly lease: Lease | undefined;
  /** Of a read: what `learnt` was when it was sent. */
  readonly learntThen?: number;
}

/**
 * When a candidate may claim the lease, told in other words than the election's, from nothing but what this candidate was
 * told and has sent since its start (rules 2, 4, 5, 6, 11 and 13). How old a first sight may be taken to be (rule 10) is
 * not judged here.
 */
export class Rights {
  /** Sent since that start, and not settled. */
  readonly writesUnderWay = new Set<Lease>();
  /** Counts what was learnt. */
  learnt = 0;
  private seen: Lease | 'absent' | 'unread' | undefined;
  private newest = -1;
  /** Monotonic time from which it may claim what is not its own. */
  private from = -Infinity;
  private absentSince = 0;
  private releasedAt = -Infinity;
  private lastDuration = 0;
  private reclaimUntil = -Infinity;
  /** Of its claims that may still be its own. */
  private readonly nonces = new Set<string>();
  private lastTake: string | undefined;
  /** Its newest writes, oldest first; not those that were refused. */
  private readonly sent: { readonly key: string; readonly basis: number }[] = [];

  constructor(
    private readonly identity: string,
    private readonly timings: Pick<Timings, 'leaseDuration' | 'retryInterval'>,
  ) {}

  private get ownDuration(): number {
    return this.timings.leaseDuration;
  }

  /** Who the lease names. */
  get holder(): string | undefined {
    const { seen } = this;
    return typeof seen !== 'object' ? undefined : seen.spec?.holderIdentity || undefined;
  }

  /** @param leadsUntil the deadline of its term, where it leads */
  told(news: Told, now: number, leadsUntil: number | undefined): void {
    const { by, version, lease, learntThen } = news;
    if (by === 'read') {
      const isLate = this.learnt !== learntThen;
      if (isLate && (version === undefined || version <= this.newest)) return;
    } else if (this.seen !== undefined) {
      const isDeletion = lease === undefined;
      if (isDeletion ? version! < this.newest : version! <= this.newest) return;
    }
    this.learnt++;
    if (lease === undefined) this.sawAbsence(by, now, leadsUntil);
    else this.saw(lease, version!, now);
    this.newest = version ?? this.newest;
  }

  /** A write of its own leaves. @returns whether it may */
  writes(lease: Lease, now: number): boolean {
    const write = keyOf(lease);
    const nonce = nonceOf(lease);
    const { resourceVersion } = lease.metadata;
    this.sent.push({ key: write, basis: resourceVersion === undefined ? Infinity : Number(resourceVersion) });
    if (this.sent.length > newestWrites) this.sent.shift();
    if (lease.spec?.holderIdentity !== this.identity || this.nonces.has(nonce)) return true;
    // A renewal goes on under a nonce that is known; this is a take.
    const isItsTurn = now + rounding >= Math.max(this.from, this.passedOverUntil);
    const may = isItsTurn || this.hasOwn || (this.seen === 'absent' && now < this.reclaimUntil);
    this.nonces.add(nonce);
    this.lastTake = write;
    // After one try at a lease that never was, somebody may have it.
    if (this.seen === 'absent' && this.from === -Infinity) this.from = this.absentSince + this.ownDuration;
    return may;
  }

  /** That write was answered with 409; to a create, that there is a lease. */
  refused(lease: Lease): void {
    if (lease.metadata.resourceVersion === undefined && this.seen === 'absent') this.seen = 'unread';
    const key = keyOf(lease);
    const index = this.sent.findIndex(write => write.key === key);
    if (index >= 0) this.sent.splice(index, 1);
    if (key !== this.lastTake) return;
    const nonce = nonceOf(lease);
    if (!this.hasOwn || nonceOf(this.seen as Lease) !== nonce) this.nonces.delete(nonce);
  }

  /**
   * Whether that record may begin a term: its newest write, under a nonce that is not burnt; or an older one, if what it
   * sent later can replace only what is older than the record.
   */
  mayBeginWith(lease: Lease): boolean {
    const key = keyOf(lease);
    const index = this.sent.findIndex(write => write.key === key);
    const version = Number(lease.metadata.resourceVersion);
    const later = this.sent.slice(index + 1);
    return this.nonces.has(nonceOf(lease)) && index >= 0 && later.every(({ basis }) => basis < version);
  }

  private saw(lease: Lease, version: number, now: number): void {
    const { seen } = this;
    this.seen = lease;
    if (!this.hasOwn && !(typeof seen === 'object' && version === this.newest)) this.nonces.clear();
    if (typeof seen === 'object' && isUnchanged(seen, lease)) return;
    const { holderIdentity, leaseDurationSeconds } = lease.spec ?? {};
    const isHeld = !!holderIdentity;
    if (!isHeld && leaseDurationSeconds === 1) {
      this.from = -Infinity;
      this.releasedAt = now;
      this.lastDuration = this.ownDuration;
      return;
    }
    const wasEdited =
      typeof seen === 'object' && seen.spec?.holderIdentity !== holderIdentity && hasSameNonce(seen, lease);
    const duration = Math.max(
      this.ownDuration,
      sensible(leaseDurationSeconds),
      !isHeld || wasEdited ? this.lastDuration : 0,
    );
    this.lastDuration = duration;
    this.from = seen === undefined ? -Infinity : Math.max(this.from, now + duration);
  }

  private get createsUnderWay(): string[] {
    return [...this.writesUnderWay]
      .filter(({ metadata }) => metadata.resourceVersion === undefined)
      .map(lease => nonceOf(lease));
  }

  private sawAbsence(by: Told['by'], now: number, leadsUntil: number | undefined): void {
    const { seen } = this;
    this.seen = 'absent';
    // That a create under way has not happened yet is no news of it.
    const spared = seen === 'absent' && by === 'read' ? this.createsUnderWay : [];
    for (const nonce of this.nonces) if (!spared.includes(nonce)) this.nonces.delete(nonce);
    if (seen === 'absent') return;
    this.absentSince = now;
    if (seen !== 'unread') this.reclaimUntil = leadsUntil ?? -Infinity;
    if (seen !== undefined) this.from = Math.max(this.from, now + Math.max(this.lastDuration, this.ownDuration));
  }

  /** Somebody else is named as the next: others give it a moment (rule 18). */
  private get passedOverUntil(): number {
    const next = typeof this.seen === 'object' ? nextIn(this.seen) : undefined;
    return next === undefined || next === this.identity ? -Infinity : this.releasedAt + this.timings.retryInterval;
  }

  private get hasOwn(): boolean {
    const { seen, identity, nonces } = this;
    return typeof seen === 'object' && seen.spec?.holderIdentity === identity && nonces.has(nonceOf(seen));
  }
}

function isUnchanged(seen: Lease, lease: Lease): boolean {
  if (seen.metadata.uid !== lease.metadata.uid || !isSameSpec(seen.spec ?? {}, lease.spec ?? {})) return false;
  // Of a record without a holder any new version counts.
  const { holderIdentity, leaseDurationSeconds } = lease.spec ?? {};
  const isResting = !!holderIdentity || leaseDurationSeconds === 1;
  return isResting || seen.metadata.resourceVersion === lease.metadata.resourceVersion;
}

function sensible(seconds: unknown): number {
  const isSensible =
    Number.isInteger(seconds) && (seconds as number) > 0 && (seconds as number) <= longestSensibleSeconds;
  return isSensible ? (seconds as number) * 1000 : 0;
}

function hasSameNonce(one: Lease, other: Lease): boolean {
  return (one.spec?.acquireTime ?? undefined) === (other.spec?.acquireTime ?? undefined);
}

function nonceOf({ spec }: Lease): string {
  return String(spec?.acquireTime);
}

/** What tells one write from another. */
function keyOf({ spec }: Lease): string {
  return `${spec?.acquireTime} ${spec?.renewTime}`;
}
