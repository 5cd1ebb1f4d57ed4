/**
 * A `coordination.k8s.io/v1` Lease as the API server sends it. Only the fields that the election reads are typed. All
 * others, from administrators or other controllers, are written back unchanged.
 */
export interface Lease {
  /** `coordination.k8s.io/v1` */
  apiVersion?: string;
  /** `Lease` */
  kind?: string;
  /** Its name, its version and who wrote it. */
  metadata: LeaseMetadata;
  /** Absent if somebody wrote a lease without a spec. */
  spec?: LeaseSpec | null;
  [other: string]: unknown;
}

/** The metadata of a Lease. */
export interface LeaseMetadata {
  /** The name of the Lease. */
  name: string;
  /** The namespace of the Lease. */
  namespace?: string;
  /** Identifies this object: a lease that is deleted and created again has another uid. Absent before the create. */
  uid?: string;
  /** A decimal integer as a string, comparable since KEP-5504. Absent before the create. */
  resourceVersion?: string;
  /** RFC 3339, whole seconds. Absent before the create. */
  creationTimestamp?: string | null;
  /** Labels, kept by every write. */
  labels?: Record<string, string>;
  /** Annotations, kept by every write but for those of this package. */
  annotations?: Record<string, string>;
  /** Who wrote which fields, and when: the newest time proves the age of the record. */
  managedFields?: { time?: string; [other: string]: unknown }[];
  [other: string]: unknown;
}

/** What candidates write. */
export interface LeaseSpec {
  /** Who holds the lease; absent, null or '' if nobody does. */
  holderIdentity?: string | null;
  /** For how long others wait after the last change. 1 with no holder: released. */
  leaseDurationSeconds?: number | null;
  /** RFC 3339 with six sub-second digits (the API's MicroTime). */
  acquireTime?: string | null;
  /** When the holder last renewed it, by its own clock. RFC 3339 with six sub-second digits. */
  renewTime?: string | null;
  /** How often the lease has passed to another holder. */
  leaseTransitions?: number | null;
  [other: string]: unknown;
}

/** The name and namespace of a lease. */
export interface LeaseReference {
  /** The namespace of the Lease. */
  readonly namespace: string;
  /** The name of the Lease. */
  readonly name: string;
}
