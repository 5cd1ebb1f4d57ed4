import { randomUUID } from 'node:crypto';
import { type Clock } from '../../core/clock/clock.js';
import { type Lease, type LeaseMetadata } from '../../core/record/lease.js';
import { type LeaseStore, type UnstoredLease } from './lease-store.js';
import { trackManagedFields } from './managed-fields.js';

/** A lease as an administrator writes it: only the name is needed, and `spec` may be anything. */
export type LeaseToPut = Omit<Lease, 'metadata' | 'spec'> & {
  metadata: Partial<LeaseMetadata> & { name: string };
  spec?: unknown;
};

/**
 * Reads and changes leases without HTTP and without any check: no conflicts, no validation, no faults. Watches see the
 * changes. All leases are copies: changing one changes nothing on the server.
 */
export class LeaseAdministrator {
  constructor(
    private readonly store: LeaseStore,
    private readonly clock: Clock,
  ) {}

  /** The lease, or undefined. */
  get(name: string, namespace = 'default'): Lease | undefined {
    return structuredClone(this.store.get({ namespace, name }));
  }

  /** All leases of all namespaces. */
  list(): Lease[] {
    return structuredClone(this.store.list());
  }

  /** Creates the lease, or replaces it and keeps its uid. Accepts any `spec`. */
  put(lease: LeaseToPut): Lease {
    const { namespace = 'default', name } = lease.metadata;
    const live = this.store.get({ namespace, name });
    const next: UnstoredLease = {
      kind: 'Lease',
      apiVersion: 'coordination.k8s.io/v1',
      ...(structuredClone(lease) as Lease),
      metadata: {
        ...structuredClone(lease.metadata),
        namespace,
        uid: live?.metadata.uid ?? lease.metadata.uid ?? randomUUID(),
        creationTimestamp: live?.metadata.creationTimestamp ?? this.seconds(),
      },
    };
    const update = { live, next, manager: 'administrator', time: this.seconds() };
    return structuredClone(this.store.write(trackManagedFields(update)));
  }

  /** Edits a lease, as `kubectl edit` does. The function changes the lease it gets, or returns another one. */
  edit(name: string, edit: (lease: Lease) => Lease | void, namespace = 'default'): Lease {
    const lease = this.get(name, namespace);
    if (!lease) throw new Error(`There is no lease "${name}" in the namespace "${namespace}".`);
    return this.put(edit(lease) ?? lease);
  }

  /** Deletes a lease. Returns false if there is none. */
  delete(name: string, namespace = 'default'): boolean {
    const exists = this.store.get({ namespace, name }) !== undefined;
    this.store.delete({ namespace, name });
    return exists;
  }

  private seconds(): string {
    return `${new Date(this.clock.wall()).toISOString().slice(0, 19)}Z`;
  }
}
