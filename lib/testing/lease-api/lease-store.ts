import { type Lease, type LeaseMetadata, type LeaseReference } from '../../core/record/lease.js';
import { expired } from './api-status.error.js';

/** A stored lease. Never changed in place. */
export interface StoredLease extends Lease {
  metadata: LeaseMetadata & { namespace: string; uid: string; resourceVersion: string };
}

/** A lease before it is stored. The store gives it its version. */
export interface UnstoredLease extends Lease {
  metadata: LeaseMetadata & { namespace: string; uid: string };
}

/** One write: a create (`before` is undefined), a delete (`after` is undefined), or a change. */
export interface LeaseChange {
  version: number;
  before: StoredLease | undefined;
  after: StoredLease | undefined;
}

/** All leases at one moment, like a backup of etcd. */
export interface LeaseSnapshot {
  /** The version of the last write before it. */
  readonly resourceVersion: number;
  /** All of them. */
  readonly leases: readonly StoredLease[];
}

/** What the API server keeps in etcd: the leases, one version for all, and the history for watches. */
export class LeaseStore {
  private readonly leases = new Map<string, StoredLease>();
  private readonly listeners = new Set<(change: LeaseChange) => void>();
  private history: LeaseChange[] = [];
  /** The history begins after this version. */
  private compacted: number;

  constructor(private current: number) {
    this.compacted = current;
  }

  /** The version of the last write. */
  get version(): number {
    return this.current;
  }

  get({ namespace, name }: LeaseReference): StoredLease | undefined {
    return this.leases.get(keyOf(namespace, name));
  }

  /** In the order of their keys, as etcd lists them. */
  list(): StoredLease[] {
    return [...this.leases.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, lease]) => lease);
  }

  write(lease: UnstoredLease): StoredLease {
    const { namespace, name } = lease.metadata;
    const before = this.get({ namespace, name });
    const after = withVersion(lease, ++this.current);
    this.leases.set(keyOf(namespace, name), after);
    this.record({ version: this.current, before, after });
    return after;
  }

  delete(reference: LeaseReference): void {
    const before = this.get(reference);
    if (!before) return;
    this.leases.delete(keyOf(reference.namespace, reference.name));
    this.record({ version: ++this.current, before, after: undefined });
  }

  /** The changes after a version. @throws ApiStatusError 410 if the history does not go back that far */
  changesSince(version: number): LeaseChange[] {
    if (version < this.compacted) throw expired(`too old resource version: ${version} (${this.compacted})`);
    return this.history.filter(change => change.version > version);
  }

  /** Forgets the history. */
  compact(): void {
    this.compacted = this.current;
    this.history = [];
  }

  snapshot(): LeaseSnapshot {
    return structuredClone({ resourceVersion: this.current, leases: this.list() });
  }

  /** Restores all leases and the version. Watches get no events. */
  restore(snapshot: LeaseSnapshot): void {
    this.leases.clear();
    for (const lease of structuredClone(snapshot.leases)) {
      this.leases.set(keyOf(lease.metadata.namespace, lease.metadata.name), lease);
    }
    this.current = snapshot.resourceVersion;
    this.compact();
  }

  /** Forgets everything but the version. */
  clear(): void {
    this.leases.clear();
    this.compact();
  }

  onChange(listener: (change: LeaseChange) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private record(change: LeaseChange): void {
    this.history.push(change);
    if (this.history.length > longestHistory) {
      this.history = this.history.slice(longestHistory / 2);
      this.compacted = (this.history[0]?.version ?? this.current + 1) - 1;
    }
    for (const listener of [...this.listeners]) listener(change);
  }
}

/** Limited, because a demo may run for days. */
const longestHistory = 10_000;

/** Puts names and identities first, as the API server does. */
export function withVersion(lease: UnstoredLease, version: number): StoredLease {
  const { name, generateName, namespace, uid, ...rest } = lease.metadata;
  const named = generateName === undefined ? { name } : { name, generateName };
  const resourceVersion = String(version);
  const metadata = { ...named, namespace, uid, ...Object.assign({ resourceVersion }, rest, { resourceVersion }) };
  return { ...lease, metadata };
}

function keyOf(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}
