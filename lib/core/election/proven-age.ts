import { type Lease } from '../record/lease.js';
import { parseMicroTime } from '../record/micro-time.js';

/** `Date` and `managedFields[].time` have whole seconds. */
const truncation = 1000;

/**
 * Milliseconds that a lease has certainly gone without a change, by the API server's own clock (rule 10): its `Date`
 * less the newest `managedFields` time, less what truncation and the servers' clocks may hide. 0 if nothing is proven.
 */
export function provenAge(lease: Lease, serverTime: number | undefined, margin: number): number {
  if (serverTime === undefined || !Number.isFinite(margin)) return 0;
  const entries = lease.metadata.managedFields;
  if (!Array.isArray(entries) || entries.length === 0) return 0;
  let newest = -Infinity;
  for (const entry of entries as unknown[]) {
    const time = parseMicroTime((entry as { time?: unknown } | null)?.time);
    if (time === undefined) return 0; // it may be the newest
    newest = Math.max(newest, time / 1000);
  }
  return Math.max(0, serverTime - newest - truncation - margin);
}
