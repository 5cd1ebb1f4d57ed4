import { isDeepStrictEqual } from 'node:util';
import { type Lease } from '../../core/record/lease.js';
import { applyConflict, badRequest, invalid, unexpected, unsupportedMediaType } from './api-status.error.js';
import { isObject } from './lease-decoder.js';
import {
  decodeFields,
  encodeFields,
  encodeLeaves,
  type FieldSet,
  type ManagedFieldsEntry,
  sortedEntries,
} from './managed-fields.js';

/** Server-side apply: who applies, and whether over others. */
export interface ApplyOptions {
  readonly manager: string | undefined;
  readonly isForced: boolean;
  /** RFC 3339, whole seconds. */
  readonly time: string;
}

/** Of what this API applies: labels, annotations and the spec. */
type Path = readonly string[];

export const applyType = 'application/apply-patch+yaml';
const apiVersion = 'coordination.k8s.io/v1';

/** @throws ApiStatusError 422 for what a patch of that type cannot have */
export function checkPatchOptions(isApply: boolean, query: URLSearchParams): void {
  const refuse = (type: 'FieldValueRequired' | 'FieldValueForbidden', field: string, message: string) =>
    invalid({ group: 'meta.k8s.io', kind: 'PatchOptions', name: '' }, [{ type, field, message }]);
  if (isApply && !query.get('fieldManager')) {
    throw refuse('FieldValueRequired', 'fieldManager', 'Required value: is required for apply patch');
  }
  if (!isApply && query.has('force')) {
    throw refuse('FieldValueForbidden', 'force', 'Forbidden: may not be specified for non-apply patch');
  }
}

/** What somebody wants a lease to be. @throws ApiStatusError if this API cannot apply it */
export function decodeConfiguration(body: string): Record<string, unknown> {
  const config = parse(body);
  const [version = '', kind = ''] = [config.apiVersion, config.kind].map(value => (isText(value) ? value : ''));
  if (version !== apiVersion || kind !== 'Lease') {
    const [group, rest] = version.includes('/') ? version.split('/', 2) : ['', version];
    throw badRequest(`invalid object type: ${group}/${rest}, Kind=${kind}`);
  }
  const metadata = isObject(config.metadata) ? config.metadata : {};
  if (metadata.managedFields !== undefined) throw badRequest('metadata.managedFields must be nil');
  const unapplied = ['finalizers', 'ownerReferences'].find(name => metadata[name] !== undefined);
  if (unapplied !== undefined) {
    throw unsupportedMediaType(
      `this Lease API applies labels, annotations and the spec, but not metadata.${unapplied}`,
    );
  }
  return config;
}

/** JSON is YAML, and what kubectl sends. */
function parse(body: string): Record<string, unknown> {
  try {
    const value = JSON.parse(body) as unknown;
    if (isObject(value)) return value;
  } catch {
    // said below
  }
  throw unsupportedMediaType('this Lease API reads an apply configuration only if it is JSON, as kubectl sends it');
}

/** The lease with the configuration applied, and who manages what of it by then. */
export function applyConfiguration(
  live: Lease | undefined,
  config: Record<string, unknown>,
  { manager = '', isForced, time }: ApplyOptions,
): { applied: Record<string, unknown>; managedFields: ManagedFieldsEntry[] } {
  const wanted = leavesOf(config);
  const entries = (live?.metadata.managedFields ?? []) as ManagedFieldsEntry[];
  const isMine = (entry: ManagedFieldsEntry) => entry.manager === manager && entry.operation === 'Apply';
  const before = entries.find(isMine);
  const mine = decodeFields(before?.fieldsV1 ?? {});
  const others = entries
    .filter(entry => !isMine(entry))
    .map(entry => ({ entry, fields: decodeFields(entry.fieldsV1 ?? {}) }));

  const applied = structuredClone(live ?? { apiVersion, kind: 'Lease', metadata: {}, spec: {} }) as Record<
    string,
    unknown
  >;
  const changed = [...wanted].filter(([, path]) => !isDeepStrictEqual(valueAt(live, path), valueAt(config, path)));
  const conflicts = changed.flatMap(([key, path]) =>
    others
      .filter(({ fields }) => fields.has(key))
      .map(({ entry }) => ({ manager: describe(entry), field: `.${path.join('.')}`, path })),
  );
  const refused = manager === 'kubectl' ? conflicts.filter(({ path }) => !isLastApplied(live, path)) : conflicts;
  if (refused.length > 0 && !isForced) throw applyConflict(refused);
  for (const [key, path] of changed) {
    setAt(applied, path, valueAt(config, path));
    for (const { fields } of others) fields.delete(key);
  }
  const dropped = [...mine].filter(key => !wanted.has(key) && !others.some(({ fields }) => fields.has(key)));
  for (const key of dropped) removeAt(applied, pathOf(key));
  dropEmptyMaps(applied);
  // Who only joins others in what is there already has changed nothing, and so has no time.
  const isChanged = live === undefined || changed.length + dropped.length > 0;
  if (manager === 'kubectl') updateLastApplied(applied, config);
  const own = {
    manager,
    operation: 'Apply',
    apiVersion,
    time: isChanged ? time : before?.time,
    fieldsType: 'FieldsV1',
  };
  const managedFields = sortedEntries([
    ...others.filter(({ fields }) => fields.size > 0).map(withoutLost),
    ...(wanted.size > 0 ? [{ ...own, fieldsV1: encodeLeaves(new Set(wanted.keys())) }] : []),
  ]);
  return { applied, managedFields };
}

/** If it is there still, it is what kubectl has applied last in either way. */
function updateLastApplied(applied: Record<string, unknown>, config: Record<string, unknown>): void {
  const path = ['metadata', 'annotations', lastApplied];
  if (valueAt(applied, path) !== undefined) setAt(applied, path, `${JSON.stringify(config)}\n`);
}

interface Managed {
  readonly entry: ManagedFieldsEntry;
  /** What it still manages. */
  readonly fields: FieldSet;
}

function withoutLost({ entry, fields }: Managed): ManagedFieldsEntry {
  if (fields.size === decodeFields(entry.fieldsV1 ?? {}).size) return entry;
  return { ...entry, fieldsV1: entry.operation === 'Apply' ? encodeLeaves(fields) : encodeFields(fields) };
}

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** `kubectl apply` wrote that value itself, before it applied server-side: kubectl may change it. */
function isLastApplied(live: Lease | undefined, path: Path): boolean {
  try {
    const before = JSON.parse(live?.metadata.annotations?.[lastApplied] ?? 'null') as unknown;
    return before !== null && isDeepStrictEqual(valueAt(before, path), valueAt(live, path));
  } catch {
    return false;
  }
}

/** @throws ApiStatusError 500, as the real server does */
export function checkDeclared(warnings: readonly string[], name: string): void {
  const [, field] = /^unknown field "(.*)"$/.exec(warnings[0] ?? '') ?? [];
  if (field === undefined) return;
  const object = `(/${name}; ${apiVersion}, Kind=Lease)`;
  throw unexpected(`failed to create typed patch object ${object}: .${field}: field not declared in schema`);
}

/** All that it sets, by the key that `managedFields` has for it. */
function leavesOf(config: Record<string, unknown>): Map<string, Path> {
  const leaves = new Map<string, Path>();
  const add = (...path: string[]) => leaves.set(keyOf(path), path);
  const addAll = (map: Record<string, unknown>, ...path: string[]) => {
    const keys = Object.keys(map);
    if (keys.length === 0) add(...path);
    for (const key of keys) add(...path, key);
  };
  const { metadata, spec } = config;
  for (const name of ['labels', 'annotations']) {
    const map = isObject(metadata) ? metadata[name] : undefined;
    if (isObject(map)) addAll(map, 'metadata', name);
  }
  if (isObject(spec)) addAll(spec, 'spec');
  return leaves;
}

const separator = '\0';

function keyOf(path: Path): string {
  return path.map(part => `f:${part}`).join(separator);
}

function pathOf(key: string): Path {
  return key.split(separator).map(part => part.slice('f:'.length));
}

function valueAt(object: unknown, path: Path): unknown {
  return path.reduce<unknown>((node, key) => (isObject(node) ? node[key] : undefined), object);
}

/** A map is there already, or is wanted to be there. */
function setAt(object: Record<string, unknown>, path: Path, value: unknown): void {
  const last = path.at(-1) ?? '';
  const parent = path.slice(0, -1).reduce<Record<string, unknown>>((node, key) => {
    const child = isObject(node[key]) ? node[key] : {};
    node[key] = child;
    return child;
  }, object);
  if (isObject(value)) parent[last] ??= {};
  else if (value === null) delete parent[last];
  else parent[last] = value;
}

/** A map stays: it may have what others manage. */
function removeAt(object: Record<string, unknown>, path: Path): void {
  const parent = valueAt(object, path.slice(0, -1));
  const last = path.at(-1) ?? '';
  if (isObject(parent) && !isObject(parent[last])) delete parent[last];
}

function dropEmptyMaps({ metadata }: Record<string, unknown>): void {
  if (!isObject(metadata)) return;
  for (const name of ['labels', 'annotations']) {
    const map = metadata[name];
    if (isObject(map) && Object.keys(map).length === 0) delete metadata[name];
  }
}

function describe({ manager = '', operation }: ManagedFieldsEntry): string {
  const name = JSON.stringify(manager);
  return operation === 'Apply' ? name : `${name} using ${apiVersion}`;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
