import { type Lease } from '../record/lease.js';

type Entry = NonNullable<Lease['metadata']['managedFields']>[number];

/**
 * Of `managedFields` only the times: nothing else of them is read, none of it is sent, and the rest would be half of what an
 * elector keeps of its lease.
 */
export function withoutFieldSets(lease: Lease): Lease {
  const { managedFields } = lease.metadata;
  if (!Array.isArray(managedFields) || !managedFields.some(hasFieldSet)) return lease;
  const times = managedFields.map((entry: Entry | null) => ({ time: entry?.time }));
  return { ...lease, metadata: { ...lease.metadata, managedFields: times } };
}

function hasFieldSet(entry: Entry | null): boolean {
  return entry?.fieldsV1 !== undefined;
}
