import { isDeepStrictEqual } from 'node:util';
import { type Lease } from '../../../lib/core/record/lease.js';

/** Milliseconds. */
interface Rules {
  readonly ownDuration: number;
  readonly margin: number;
}

type Seen = { uid: unknown; version: bigint; spec: Record<string, unknown>; isReleased: boolean } | 'absent';

/**
 * When anybody may write at the earliest, told in other words than the election's: nobody before what was last seen to
 * change has gone unchanged for a whole lease, except over a release, or where there never was a lease.
 */
export class EarliestTake {
  at = Infinity;
  private seen: Seen | undefined;
  private newest = -1n;
  private absentSince = 0;

  constructor(private readonly rules: Rules) {}

  read(lease: Lease | undefined, serverTime: number | undefined, now: number, wall: number): void {
    if (lease === undefined) this.sawAbsence(now);
    else this.saw(lease, now, this.seen === undefined ? this.provenAge(lease, serverTime, wall) : 0);
  }

  watched(lease: Lease, isDeleted: boolean, now: number): void {
    const version = BigInt(lease.metadata.resourceVersion!);
    if (isDeleted && version >= this.newest) {
      this.newest = version;
      this.sawAbsence(now);
    }
    if (!isDeleted && version > this.newest) this.saw(lease, now, 0);
  }

  /** After one try at a lease that never was, somebody may have it. */
  triedToCreate(): void {
    if (this.seen === 'absent' && this.at === -Infinity) this.at = this.absentSince + this.rules.ownDuration;
  }

  private saw(lease: Lease, now: number, age: number): void {
    const { seen } = this;
    const spec = (lease.spec ?? {}) as Record<string, unknown>;
    const { holderIdentity: holder, leaseDurationSeconds: seconds } = spec;
    const isHeld = typeof holder === 'string' && holder !== '';
    const next = {
      uid: lease.metadata.uid,
      version: BigInt(lease.metadata.resourceVersion!),
      spec,
      isReleased: !isHeld && seconds === 1,
    };
    const isSame =
      seen !== undefined &&
      seen !== 'absent' &&
      seen.uid === next.uid &&
      isDeepStrictEqual(seen.spec, spec) &&
      (isHeld || seen.isReleased || seen.version === next.version);
    this.seen = next;
    this.newest = next.version;
    if (isSame) return;
    const isSensible = Number.isInteger(seconds) && (seconds as number) > 0 && (seconds as number) <= 7 * 24 * 3600;
    const duration = Math.max(this.rules.ownDuration, isSensible ? (seconds as number) * 1000 : 0);
    this.at = next.isReleased ? -Infinity : Math.max(now - age + duration, seen === undefined ? -Infinity : this.at);
  }

  private sawAbsence(now: number): void {
    const { seen } = this;
    this.seen = 'absent';
    if (seen === 'absent') return;
    this.absentSince = now;
    this.at = seen === undefined ? -Infinity : Math.max(this.at, now + this.rules.ownDuration);
  }

  private provenAge({ metadata, spec }: Lease, serverTime: number | undefined, wall: number): number {
    const entries: unknown = metadata.managedFields;
    if (serverTime === undefined || !Array.isArray(entries) || entries.length === 0) return 0;
    const times = (entries as { time?: unknown }[]).map(entry =>
      typeof entry?.time === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(entry.time)
        ? Date.parse(entry.time)
        : NaN,
    );
    const age = serverTime - Math.max(...times) - 1000 - this.rules.margin;
    const renewTime: unknown = spec?.renewTime;
    const ownAge = typeof renewTime === 'string' ? wall - Date.parse(renewTime) : 0;
    return age > 0 && ownAge > 0 ? Math.min(age, ownAge) : 0;
  }
}
