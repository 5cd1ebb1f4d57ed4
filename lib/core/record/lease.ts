/**
 * A `coordination.k8s.io/v1` Lease as the API server sends it. Only the fields that the election reads are typed. All
 * others, from administrators or other controllers, are written back unchanged.
 */
export interface Lease {
  apiVersion?: string;
  kind?: string;
  metadata: LeaseMetadata;
  /** Absent if somebody wrote a lease without a spec. */
  spec?: LeaseSpec | null;
  [other: string]: unknown;
}

export interface LeaseMetadata {
  name: string;
  namespace?: string;
  /** Identifies this object: a lease that is deleted and created again has another uid. Absent before the create. */
  uid?: string;
  /** A decimal integer as a string, comparable since KEP-5504. Absent before the create. */
  resourceVersion?: string;
  /** RFC 3339, whole seconds. Absent before the create. */
  creationTimestamp?: string | null;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  managedFields?: { time?: string; [other: string]: unknown }[];
  [other: string]: unknown;
}

export interface LeaseSpec {
  /** Who holds the lease; absent, null or '' if nobody does. */
  holderIdentity?: string | null;
  leaseDurationSeconds?: number | null;
  /** RFC 3339 with six sub-second digits (the API's MicroTime). */
  acquireTime?: string | null;
  renewTime?: string | null;
  leaseTransitions?: number | null;
  [other: string]: unknown;
}

/** The name and namespace of a lease. */
export interface LeaseReference {
  readonly namespace: string;
  readonly name: string;
}
