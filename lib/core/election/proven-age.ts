import { type Lease } from '../record/lease.js';
import { parseMicroTime } from '../record/micro-time.js';

/** `Date` and `managedFields[].time` have whole seconds. */
const truncation = 1000;

/**
 * Milliseconds that a lease has certainly gone without a change (rule 10), by two witnesses: the API server's own clock, and
 * this candidate's. A proxy may write a `Date` of its own, which would prove anything; the second one can only delay.
 *
 * @param wall this process's wall clock, in milliseconds
 */
export function provenAge(lease: Lease, serverTime: number | undefined, margin: number, wall: number): number {
  return Math.max(0, Math.min(ageByServer(lease, serverTime, margin), ageByOwnClock(lease, wall)));
}

/** Since the holder's last renewal, as the holder dated it. Without a date nothing is proven. */
function ageByOwnClock({ spec }: Pick<Lease, 'spec'>, wall: number): number {
  const renewedAt = parseMicroTime(spec?.renewTime);
  return renewedAt === undefined ? 0 : wall - renewedAt / 1000;
}

/** Its `Date` less the newest `managedFields` time, less what truncation and the servers' clocks may hide. */
function ageByServer(lease: Lease, serverTime: number | undefined, margin: number): number {
  if (serverTime === undefined || !Number.isFinite(margin)) return 0;
  const entries = lease.metadata.managedFields;
  if (!Array.isArray(entries) || entries.length === 0) return 0;
  let newest = -Infinity;
  for (const entry of entries as unknown[]) {
    const time = parseMicroTime((entry as { time?: unknown } | null)?.time);
    if (time === undefined) return 0; // it may be the newest
    newest = Math.max(newest, time / 1000);
  }
  return serverTime - newest - truncation - margin;
}
