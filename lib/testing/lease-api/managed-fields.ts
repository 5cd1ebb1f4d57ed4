import { isDeepStrictEqual } from 'node:util';
import { type Lease } from '../../core/record/lease.js';
import { isObject } from './lease-decoder.js';

/** Who last set which fields, and when: the part of server-side apply that updates need. */
export interface ManagedFieldsEntry {
  manager?: string;
  operation?: string;
  apiVersion?: string;
  /** Whole seconds. */
  time?: string;
  fieldsType?: string;
  fieldsV1?: FieldsV1;
  subresource?: string;
  [other: string]: unknown;
}

/** `{ 'f:spec': { 'f:renewTime': {} } }`; `.` stands for the parent itself. */
export interface FieldsV1 {
  [key: string]: FieldsV1;
}

export interface FieldsUpdate<T extends Lease> {
  /** Undefined if the lease is created. */
  live: Lease | undefined;
  /** The new lease. Its `managedFields` are those of the request. */
  next: T;
  manager: string;
  /** RFC 3339, whole seconds. */
  time: string;
}

/**
 * The lease with its `managedFields` after an update.
 *
 * The time of the entry moves if the update added or changed a field, but not if it only removed some. A lease without
 * entries (created empty, or reset with `managedFields: []`) stays without entries.
 */
export function trackManagedFields<T extends Lease>(update: FieldsUpdate<T>): T {
  const metadata = { ...update.next.metadata };
  delete metadata.managedFields;
  const managedFields = entriesAfter(update);
  if (managedFields.length > 0) metadata.managedFields = managedFields;
  return { ...update.next, metadata };
}

/** Whether two leases are equal, apart from the times in their `managedFields`. */
export function sameButForTimes(a: Lease, b: Lease): boolean {
  return isDeepStrictEqual(withoutTimes(a), withoutTimes(b));
}

function withoutTimes(lease: Lease): Lease {
  const managedFields = lease.metadata.managedFields?.map(entry => ({ ...entry, time: undefined }));
  return { ...lease, metadata: { ...lease.metadata, managedFields } };
}

function entriesAfter({ live, next, manager, time }: FieldsUpdate<Lease>): ManagedFieldsEntry[] {
  const before = startingPoint(live, next);
  if (before.length === 0 && live) return [];

  const { changed, removed } = compare(live, next);
  const mine = (entry: ManagedFieldsEntry) =>
    entry.manager === manager && entry.operation === 'Update' && entry.apiVersion === apiVersion && !entry.subresource;

  const entries = before.map(entry => ({ entry, fields: decodeFields(entry.fieldsV1 ?? {}) }));
  for (const { entry, fields } of entries) {
    for (const field of removed) fields.delete(field);
    if (!mine(entry)) for (const field of changed) fields.delete(field);
  }
  if (changed.size > 0) {
    const previous = entries.find(({ entry }) => mine(entry));
    if (previous) {
      previous.entry = { ...previous.entry, time };
      for (const field of changed) previous.fields.add(field);
    } else {
      const entry = { manager, operation: 'Update', apiVersion, time, fieldsType: 'FieldsV1' };
      entries.push({ entry, fields: changed });
    }
  }
  return entries
    .filter(({ fields }) => fields.size > 0)
    .map(({ entry, fields }) => ({ ...entry, fieldsV1: encodeFields(fields) }))
    .sort(byTimeAndName);
}

const apiVersion = 'coordination.k8s.io/v1';

/** A request may contain its own entries. If it has none, or invalid ones, the stored entries stay. */
function startingPoint(live: Lease | undefined, next: Lease): ManagedFieldsEntry[] {
  const requested = entriesOf(next);
  if (requested?.length === 0) return [];
  if (requested?.length === 1 && Object.keys(requested[0] ?? {}).length === 0) return [];
  if (requested?.every(isComplete)) return requested;
  return (live && entriesOf(live)) ?? [];
}

function entriesOf(lease: Lease): ManagedFieldsEntry[] | undefined {
  return lease.metadata.managedFields;
}

function isComplete({ operation, apiVersion, fieldsType }: ManagedFieldsEntry): boolean {
  return (operation === 'Update' || operation === 'Apply') && Boolean(apiVersion) && fieldsType === 'FieldsV1';
}

function byTimeAndName(a: ManagedFieldsEntry, b: ManagedFieldsEntry): number {
  const key = ({ operation, time, manager }: ManagedFieldsEntry) => [operation, time, manager].join('\0');
  return key(a) < key(b) ? -1 : 1;
}

/** Paths of keys, joined with a character that no key contains. */
export type FieldSet = Set<string>;
const separator = '\0';

function compare(live: Lease | undefined, next: Lease): { changed: FieldSet; removed: FieldSet } {
  const before = live ? fieldsOf(live) : new Map<string, string>();
  const after = fieldsOf(next);
  return {
    changed: new Set([...after].filter(([path, value]) => before.get(path) !== value).map(([path]) => path)),
    removed: new Set([...before.keys()].filter(path => !after.has(path))),
  };
}

/** Every field that can be managed, with its value as JSON. */
function fieldsOf(lease: Lease): Map<string, string> {
  const fields = new Map<string, string>();
  const add = (path: string[], value: unknown) => fields.set(path.join(separator), JSON.stringify(value));
  const { generateName, labels, annotations, finalizers, ownerReferences } = lease.metadata;

  if (generateName) add(['f:metadata', 'f:generateName'], generateName);
  for (const [name, map] of Object.entries({ labels, annotations })) {
    if (!isObject(map)) continue;
    add(['f:metadata', `f:${name}`], '');
    for (const [key, value] of Object.entries(map)) add(['f:metadata', `f:${name}`, `f:${key}`], value);
  }
  if (Array.isArray(finalizers)) {
    add(['f:metadata', 'f:finalizers'], '');
    for (const name of finalizers) add(['f:metadata', 'f:finalizers', `v:${JSON.stringify(name)}`], name);
  }
  if (Array.isArray(ownerReferences)) {
    add(['f:metadata', 'f:ownerReferences'], '');
    for (const owner of ownerReferences as { uid?: string }[]) {
      add(['f:metadata', 'f:ownerReferences', `k:${JSON.stringify({ uid: owner.uid })}`], owner);
    }
  }
  if (isObject(lease.spec)) {
    for (const [name, value] of Object.entries(lease.spec)) add(['f:spec', `f:${name}`], value);
  }
  return fields;
}

/** As server-side apply has them: a parent is told only if it is empty. */
export function encodeLeaves(fields: FieldSet): FieldsV1 {
  const root: FieldsV1 = {};
  for (const path of [...fields].sort()) {
    let node = root;
    for (const key of path.split(separator)) node = node[key] ??= {};
  }
  return root;
}

export function sortedEntries(entries: readonly ManagedFieldsEntry[]): ManagedFieldsEntry[] {
  return [...entries].sort(byTimeAndName);
}

export function encodeFields(fields: FieldSet): FieldsV1 {
  const root: FieldsV1 = {};
  for (const path of [...fields].sort()) {
    let node = root;
    for (const key of path.split(separator)) node = node[key] ??= {};
    if ([...fields].some(other => other.startsWith(path + separator))) node['.'] = {};
  }
  return root;
}

export function decodeFields(root: FieldsV1): FieldSet {
  const fields: FieldSet = new Set();
  const visit = (node: FieldsV1, path: string[]) => {
    const keys = Object.keys(node);
    if (path.length > 0 && (keys.length === 0 || '.' in node)) fields.add(path.join(separator));
    for (const [key, child] of Object.entries(node)) if (key !== '.') visit(child, [...path, key]);
  };
  visit(root, []);
  return fields;
}
