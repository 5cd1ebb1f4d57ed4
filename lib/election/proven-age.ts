import { type Lease } from '../record/lease.js';

/** `Date` and `managedFields[].time` have whole seconds. */
const truncation = 1000;

/**
 * Milliseconds that a lease has certainly gone without a change, by the API server's own clock (rule 10): its `Date`
 * less the newest `managedFields` time, less what truncation and the servers' clocks may hide. 0 where nothing is proven.
 */
export function provenAge(lease: Lease, serverTime: number | undefined, margin: number): number {
  if (serverTime === undefined || !Number.isFinite(margin)) return 0;
  const entries = lease.metadata.managedFields;
  if (!Array.isArray(entries) || entries.length === 0) return 0;
  const newest = Math.max(...entries.map(entry => Date.parse(String(entry?.time))));
  // An entry without a readable time makes the maximum NaN: nothing is proven then.
  const age = serverTime - newest - truncation - margin;
  return age > 0 ? age : 0;
}
