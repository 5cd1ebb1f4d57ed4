import { type Lease } from '../record/lease.js';

const apiVersion = 'coordination.k8s.io/v1';

type Entry = NonNullable<Lease['metadata']['managedFields']>[number];

/**
 * Of `managedFields` only the times: nothing else of them is read, none of it is sent, and the rest would be half of what an
 * elector keeps of its lease.
 */
export function withoutFieldSets(lease: Lease): Lease {
  const { managedFields } = lease.metadata;
  if (!Array.isArray(managedFields) || !managedFields.some(hasFieldSet)) return lease;
  const times = managedFields.map((entry: Entry | null) => ({ time: entry?.time }));
  // The constant: what was parsed is a string of its own in each lease.
  return { ...lease, apiVersion, metadata: { ...lease.metadata, managedFields: times } };
}

function hasFieldSet(entry: Entry | null): boolean {
  return entry?.fieldsV1 !== undefined;
}
