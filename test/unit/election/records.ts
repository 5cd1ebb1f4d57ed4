import { type Lease, type LeaseSpec } from '../../../lib/core/record/lease.js';

export interface Record extends Partial<LeaseSpec> {
  /** '' for nobody. */
  holder?: string | null;
  seconds?: number | null;
  version?: number | bigint;
  uid?: string;
  /** Times of `managedFields` entries. */
  managed?: string[];
}

/** A lease as the API server sends it; by default one that somebody else holds. */
export function lease(record: Record = {}): Lease {
  const { holder = 'other', seconds = 20, version = 10, uid = 'uid-1', managed, ...more } = record;
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name: 'billing',
      namespace: 'jobs',
      uid,
      resourceVersion: String(version),
      ...(managed ? { managedFields: managed.map(time => ({ manager: 'someone', time })) } : {}),
    },
    spec: {
      holderIdentity: holder,
      leaseDurationSeconds: seconds,
      acquireTime: '2029-12-31T23:00:00.123456Z',
      renewTime: '2029-12-31T23:59:59.000000Z',
      leaseTransitions: 3,
      ...more,
    },
  };
}

/** As rule 8 and client-go leave it. */
export function released(record: Record = {}): Lease {
  return lease({ holder: '', seconds: 1, ...record });
}

/** The same, with those annotations. */
export function annotated(record: Lease, annotations: { [key: string]: string }): Lease {
  return { ...record, metadata: { ...record.metadata, annotations } };
}

/** The same record, touched: a newer version. */
export function touched(record: Lease, version: number | bigint, spec: Partial<LeaseSpec> = {}): Lease {
  return {
    ...record,
    metadata: { ...record.metadata, resourceVersion: String(version) },
    spec: { ...record.spec, ...spec },
  };
}
