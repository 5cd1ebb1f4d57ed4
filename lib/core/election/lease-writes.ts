import { type Lease, type LeaseSpec } from '../record/lease.js';
import { type ElectionConfig } from './election-config.js';
import { type KeptMetadata, withOptionsMetadata } from './kept-metadata.js';
import { releasedSeconds, transitionsOf } from './lease-spec.js';

/** A write's two times, as the record will show them. */
interface WriteTimes {
  acquireTime: string;
  renewTime: string;
}

/** The first lease of its name, or one in the place of a deleted one, whose labels and annotations it keeps. */
export function newLease(config: ElectionConfig, times: WriteTimes, kept: KeptMetadata): Lease {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: config.leaseName, namespace: config.namespace, ...withOptionsMetadata(kept, config) },
    spec: claim(config, times, 0),
  };
}

/** A lease that passes from whoever had it to this candidate. */
export function takenLease(config: ElectionConfig, lease: Lease, times: WriteTimes): Lease {
  const metadata: Lease['metadata'] = { ...lease.metadata, ...withOptionsMetadata(lease.metadata, config) };
  return withSpec({ ...lease, metadata }, claim(config, times, transitionsOf(lease.spec) + 1));
}

export function renewedLease(config: ElectionConfig, lease: Lease, times: WriteTimes): Lease {
  return withSpec(lease, claim(config, times, transitionsOf(lease.spec)));
}

/** As client-go leaves it, so that its candidates, too, take it at once. */
export function releasedLease(lease: Lease, times: WriteTimes): Lease {
  return withSpec(lease, {
    holderIdentity: '',
    leaseDurationSeconds: releasedSeconds,
    leaseTransitions: transitionsOf(lease.spec),
    ...times,
  });
}

function claim(config: ElectionConfig, times: WriteTimes, leaseTransitions: number): LeaseSpec {
  return {
    holderIdentity: config.identity,
    leaseDurationSeconds: config.leaseDuration / 1000,
    leaseTransitions,
    ...times,
  };
}

/** Uid and version stay, which makes the write a compare-and-swap (rule 1); so does what others keep in the lease. */
function withSpec(lease: Lease, spec: LeaseSpec): Lease {
  return { ...lease, spec: { ...lease.spec, ...spec } };
}
