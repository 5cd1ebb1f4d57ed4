import { type EndOfTerm, type HandoverView, type TermView } from './term.js';
import { annotationsOf } from '../../core/record/annotations.js';
import { handOverAnnotation, parseHandOver } from '../../core/record/hand-over.js';
import { type Lease } from '../../core/record/lease.js';
import { parseMicroTime } from '../../core/record/micro-time.js';
import { type Place, placeOf } from '../../core/record/place.js';

/** When something was seen, by both clocks. */
export interface Sight {
  readonly monotonic: number;
  /** Milliseconds since the epoch, by the API server's clock. */
  readonly wall: number;
  /** Whether the lease had just changed; otherwise it may have done so long before. */
  readonly isLive: boolean;
}

/** Terms of a lease that are kept. */
const longest = 100;

interface OpenTerm extends Omit<TermView, 'to' | 'end'> {
  readonly nonce: string;
  /** Monotonic, of the last change that was seen as it happened. */
  readonly changedAt: number | undefined;
  readonly duration: number;
  readonly isAskedToEnd: boolean;
  readonly renewTime: string | undefined;
  readonly place: Place | undefined;
}

interface Ended {
  readonly holder: string;
  readonly since: HandoverView['since'];
  /** Monotonic; undefined if it is not known. */
  readonly at: number | undefined;
}

/** The terms of one lease, from what the lease was seen to be. */
export class LeaseHistory {
  private readonly past: TermView[] = [];
  private current: OpenTerm | undefined;
  private ended: Ended | undefined;

  /** Oldest first. */
  get terms(): readonly TermView[] {
    return this.current === undefined ? this.past : [...this.past, viewOf(this.current)];
  }

  /** @param lease undefined if it was deleted */
  see(lease: Lease | undefined, sight: Sight): void {
    const { holderIdentity, acquireTime } = lease?.spec ?? {};
    const nonce = `${holderIdentity ?? ''} ${acquireTime ?? ''}`;
    if (this.current?.nonce === nonce && lease !== undefined) this.current = renewed(this.current, lease, sight);
    else {
      if (this.current !== undefined) this.end(this.current, lease, sight);
      if (lease !== undefined && holderIdentity) this.begin(lease, holderIdentity, nonce, sight);
    }
  }

  private end(term: OpenTerm, next: Lease | undefined, sight: Sight): void {
    const end = endOf(term, next, sight);
    const isSilent = end === 'ranOut' || end === 'processEnded' || end === 'retaken';
    this.past.push({ ...viewOf(term), to: isSilent ? term.renewedAt : sight.wall, end });
    if (this.past.length > longest) this.past.shift();
    const at = isSilent ? term.changedAt : sight.isLive ? sight.monotonic : undefined;
    this.ended = { holder: term.holder, since: isSilent ? 'renewal' : 'release', at };
    this.current = undefined;
  }

  private begin(lease: Lease, holder: string, nonce: string, sight: Sight): void {
    const { ended } = this;
    const isSeen = sight.isLive && ended?.at !== undefined;
    const micros = parseMicroTime(lease.spec?.acquireTime);
    const from = sight.isLive || micros === undefined ? sight.wall : Math.min(sight.wall, micros / 1000);
    const { renewTime, leaseDurationSeconds, acquireTime } = lease.spec ?? {};
    this.current = {
      holder,
      nonce,
      acquireTime: acquireTime ?? '',
      from,
      token: sight.isLive ? lease.metadata.resourceVersion : undefined,
      renewedAt: sight.wall,
      handover: isSeen
        ? { from: ended.holder, since: ended.since, milliseconds: Math.max(0, sight.monotonic - ended.at) }
        : undefined,
      changedAt: sight.isLive ? sight.monotonic : undefined,
      duration: (leaseDurationSeconds ?? 0) * 1000,
      isAskedToEnd: isAskedToEnd(lease),
      renewTime: renewTime ?? undefined,
      place: placeOf(lease),
    };
    this.ended = undefined;
  }
}

function renewed(term: OpenTerm, lease: Lease, { isLive, monotonic, wall }: Sight): OpenTerm {
  const renewTime = lease.spec?.renewTime ?? undefined;
  const isRenewed = renewTime !== term.renewTime;
  return {
    ...term,
    renewTime,
    isAskedToEnd: term.isAskedToEnd || isAskedToEnd(lease),
    ...(isRenewed && { renewedAt: wall, ...(isLive && { changedAt: monotonic }) }),
  };
}

function endOf(term: OpenTerm, next: Lease | undefined, { monotonic }: Sight): EndOfTerm {
  if (next === undefined) return 'deleted';
  const { holderIdentity, leaseDurationSeconds } = next.spec ?? {};
  if (!holderIdentity) {
    if (leaseDurationSeconds !== 1) return 'cleared';
    return term.isAskedToEnd ? 'stepDown' : 'released';
  }
  // What was not seen to change has not been renewed for longer than that.
  if (term.changedAt === undefined || monotonic - term.changedAt >= term.duration) return 'ranOut';
  const place = placeOf(next);
  if (place === undefined || term.place === undefined) return 'replaced';
  if (place.socket === term.place.socket) return 'retaken';
  const isNeighbour = place.bootId === term.place.bootId && place.netNamespace === term.place.netNamespace;
  return isNeighbour ? 'processEnded' : 'replaced';
}

function isAskedToEnd(lease: Lease): boolean {
  const asked = parseHandOver(annotationsOf(lease)[handOverAnnotation]);
  return asked !== undefined && asked.of === lease.spec?.acquireTime;
}

function viewOf({ holder, acquireTime, from, token, renewedAt, handover }: OpenTerm): TermView {
  return { holder, acquireTime, from, token, renewedAt, handover, to: undefined, end: undefined };
}
