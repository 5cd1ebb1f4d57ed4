import { annotationsLimit, annotationsOf, bytesOf } from '../../../lib/core/record/annotations.js';
import { placeKey } from '../../../lib/core/record/place.js';
import { type Lease } from '../../../lib/core/record/lease.js';

/** Who wrote: a candidate, or whoever has kubectl. */
export type Writer = object | 'administrator';

/** One write that happened. Records are frozen: whoever reads one may keep it. */
export interface Written {
  readonly version: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly name: string;
  readonly lease: Lease;
  readonly writer: Writer;
}

export type WriteOutcome = { readonly lease: Lease } | 'conflict';

/** What the API servers keep of leases: linearizable, compare-and-swap, one counter of versions, as an etcd's. */
export class LeaseStore {
  /** All that was written, oldest first. */
  readonly log: Written[] = [];
  private readonly leases = new Map<string, Lease>();
  private readonly waiting = new Map<string, (() => void)[]>();
  private readonly usedVersions = new Set<number>();
  /** A policy is in force against the annotation of rule 17. */
  refusesPlaces = false;
  private version = 100;
  private compactedAt = 0;

  /** @param now the writing server's clock, as `managedFields` shows it */
  constructor(
    private readonly now: () => string,
    private readonly onWrite: (written: Written, replaced: Lease | undefined) => void,
  ) {}

  get currentVersion(): number {
    return this.version;
  }

  get(name: string): Lease | undefined {
    return this.leases.get(name);
  }

  create(lease: Lease, writer: Writer): WriteOutcome | 'rejected' {
    const { name } = lease.metadata;
    if (this.leases.has(name)) return 'conflict';
    if (!this.admits(lease, undefined)) return 'rejected';
    const metadata = { ...lease.metadata, uid: `uid-${this.version + 1}` };
    return { lease: this.put({ ...lease, metadata }, writer, 'elector') };
  }

  /** As the real one: without a uid, a write to a lease that is gone creates it. */
  replace(lease: Lease, writer: Writer): WriteOutcome | 'rejected' {
    const { name, uid, resourceVersion } = lease.metadata;
    const present = this.leases.get(name);
    if (resourceVersion === undefined) return 'rejected';
    if (!present) return uid === undefined ? this.create(lease, writer) : 'conflict';
    if (uid !== undefined && present.metadata.uid !== uid) return 'conflict';
    if (present.metadata.resourceVersion !== resourceVersion) return 'conflict';
    if (!this.admits(lease, present)) return 'rejected';
    if (isSameSpec(present.spec, lease.spec)) return { lease: present };
    const metadata = { ...lease.metadata, uid: present.metadata.uid };
    return { lease: this.put({ ...lease, metadata }, writer, 'elector') };
  }

  /** What changes no annotation is admitted. */
  private admits(lease: Lease, present: Lease | undefined): boolean {
    const annotations = annotationsOf(lease);
    const before = present ? annotationsOf(present) : {};
    if (this.refusesPlaces && annotations[placeKey] !== undefined && annotations[placeKey] !== before[placeKey])
      return false;
    return annotations['theirs'] === undefined || bytesOf(annotations) <= annotationsLimit;
  }

  /**
   * As an administrator: no compare-and-swap.
   * @param seen whether `managedFields` tells of it, which it does unless fields are only taken away
   */
  edit(name: string, change: (lease: Lease) => Lease, seen = true): void {
    const present = this.leases.get(name);
    if (present) this.put(change(present), 'administrator', seen ? 'kubectl-edit' : undefined);
  }

  delete(name: string): void {
    const present = this.leases.get(name);
    if (!present) return;
    const metadata = { ...present.metadata, resourceVersion: String(this.nextVersion()) };
    this.leases.delete(name);
    this.write('DELETED', freeze({ ...present, metadata }), 'administrator', present);
  }

  /** From a backup of when `version` was the newest. Versions count on from there, but none comes twice on a lease. */
  restore(version: number): void {
    for (const { version } of this.log) this.usedVersions.add(version);
    while (this.log.length > 0 && this.log.at(-1)!.version > version) this.log.pop();
    this.leases.clear();
    for (const { type, name, lease } of this.log) {
      if (type === 'DELETED') this.leases.delete(name);
      else this.leases.set(name, lease);
    }
    this.version = version;
    this.compactedAt = Math.min(this.compactedAt, version);
  }

  /** Calls once, when the lease has been written the next time. */
  onNextWrite(name: string, then: () => void): void {
    const waiting = this.waiting.get(name) ?? [];
    this.waiting.set(name, [...waiting, then]);
  }

  compact(): void {
    this.compactedAt = this.version;
  }

  /** What was written to a lease after that version; undefined where nobody knows any more (410). */
  after(version: number, name: string): Written[] | undefined {
    if (version < this.compactedAt) return undefined;
    return this.log.filter(written => written.version > version && written.name === name);
  }

  private put(lease: Lease, writer: Writer, manager: string | undefined): Lease {
    const { name } = lease.metadata;
    const present = this.leases.get(name);
    const others = (lease.metadata.managedFields ?? []).filter(entry => entry.manager !== manager);
    const managedFields = manager === undefined ? others : [...others, { manager, time: this.now() }];
    const metadata = { ...lease.metadata, resourceVersion: String(this.nextVersion()), managedFields };
    const stored = freeze({ ...lease, metadata });
    this.leases.set(name, stored);
    this.write(present ? 'MODIFIED' : 'ADDED', stored, writer, present);
    return stored;
  }

  private write(type: Written['type'], lease: Lease, writer: Writer, replaced: Lease | undefined): void {
    const written = { version: this.version, type, name: lease.metadata.name, lease, writer };
    this.log.push(written);
    this.onWrite(written, replaced);
    const waiting = this.waiting.get(written.name) ?? [];
    this.waiting.delete(written.name);
    for (const then of waiting) then();
  }

  private nextVersion(): number {
    do this.version++;
    while (this.usedVersions.has(this.version));
    return this.version;
  }
}

function freeze(lease: Lease): Lease {
  Object.freeze(lease.metadata.managedFields);
  Object.freeze(lease.metadata);
  Object.freeze(lease.spec);
  return Object.freeze(lease);
}

export function isSameSpec(a: Lease['spec'], b: Lease['spec']): boolean {
  return a?.renewTime === b?.renewTime && JSON.stringify(a) === JSON.stringify(b);
}
