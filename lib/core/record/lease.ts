/**
 * A `coordination.k8s.io/v1` Lease as the API server sends it. Only what the election reads is typed; everything else
 * an administrator or another controller put there is carried along untouched when the lease is written back.
 */
export interface Lease {
  apiVersion?: string;
  kind?: string;
  metadata: LeaseMetadata;
  /** Absent where somebody wrote a lease without one. */
  spec?: LeaseSpec | null;
  [other: string]: unknown;
}

export interface LeaseMetadata {
  name: string;
  namespace?: string;
  /** Identity of this very object; another one after a delete and a create. Absent only in a body not created yet. */
  uid?: string;
  /** A decimal integer as a string, comparable since KEP-5504. Absent only in a body not created yet. */
  resourceVersion?: string;
  /** RFC 3339, whole seconds. Absent only in a body not created yet. */
  creationTimestamp?: string | null;
  annotations?: Record<string, string>;
  managedFields?: { time?: string; [other: string]: unknown }[];
  [other: string]: unknown;
}

export interface LeaseSpec {
  /** Who holds the lease; absent, null or '' when nobody does. */
  holderIdentity?: string | null;
  leaseDurationSeconds?: number | null;
  /** RFC 3339 with six sub-second digits (the API's MicroTime). */
  acquireTime?: string | null;
  renewTime?: string | null;
  leaseTransitions?: number | null;
  [other: string]: unknown;
}

/** Which lease is meant. */
export interface LeaseReference {
  readonly namespace: string;
  readonly name: string;
}
