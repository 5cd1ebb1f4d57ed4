import { type Lease } from '../record/lease.js';

/** The body of a write. Leaves out `managedFields`: the server keeps its own, and they are most of the bytes. */
export function leaseBody(lease: Lease): string {
  const metadata = { ...lease.metadata, managedFields: undefined }; // JSON leaves undefined out
  return JSON.stringify({ ...lease, apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata });
}
