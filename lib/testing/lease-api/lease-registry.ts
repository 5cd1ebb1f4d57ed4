import { randomUUID } from 'node:crypto';
import { type Lease, type LeaseReference } from '../../core/record/lease.js';
import {
  alreadyExists,
  type ApiStatus,
  badRequest,
  conflict,
  deleteConflict,
  type FieldError,
  invalid,
  invalidLease,
  invalidUpdate,
  invalidValue,
  namespaceNotFound,
  notFound,
  unexpected,
} from './api-status.error.js';
import { applyConfiguration, checkDeclared, decodeConfiguration } from './apply.js';
import { type FieldValidation, strictError, warningsAfter } from './field-validation.js';
import { decodeLease, decodeLeaseBody, DecodeError, type DecoderOptions, isObject } from './lease-decoder.js';
import { type LeaseStore, type StoredLease, type UnstoredLease, withVersion } from './lease-store.js';
import { isNamespaceName, validateLease } from './lease-validation.js';
import { type ManagedFieldsEntry, sameButForTimes, trackManagedFields } from './managed-fields.js';
import { applyPatch } from './patch.js';

/** Who writes, and when. The same for all kinds of writes. */
export interface WriteContext {
  /** The name in `managedFields`. */
  manager: string;
  /** Milliseconds since the epoch, by the server's clock. */
  now: number;
  /** Whether to answer as usual, but store nothing. */
  dryRun: boolean;
  /** What to do about unknown fields. @default 'Warn' */
  fieldValidation?: FieldValidation;
  /** Of server-side apply: whether to take fields from others. */
  isForced?: boolean;
  /** Of server-side apply: who manages what afterwards. */
  managedFields?: ManagedFieldsEntry[];
  /** Throws if this user may not create this lease, because a PUT creates a lease that does not exist. */
  checkMayCreate(name: string): void;
}

export interface WriteResult {
  status: 200 | 201;
  body: StoredLease | ApiStatus;
  warnings: string[];
}

export interface RegistryOptions extends DecoderOptions {
  /** The namespaces that exist; undefined for all. */
  namespaces: readonly string[] | undefined;
}

/** What the real server does with a write before etcd: the same checks in the same order. */
export class LeaseRegistry {
  constructor(
    private readonly store: LeaseStore,
    private readonly options: RegistryOptions,
  ) {}

  create(namespace: string, body: string, context: WriteContext): WriteResult {
    const { lease, warnings } = this.decode(body, context);
    checkNamespace(lease, namespace);
    const { generateName } = lease.metadata;
    if (!lease.metadata.name && typeof generateName === 'string') lease.metadata.name = generateName + randomSuffix();
    this.checkNamespaceExists(namespace);
    const created = this.prepareCreate(lease, namespace, context);
    if (parseVersion(lease.metadata.resourceVersion)) {
      throw unexpected('resourceVersion should not be set on objects to be created');
    }
    if (this.store.get(created.metadata)) throw alreadyExists(created.metadata.name);
    return { status: 201, body: this.write(created, context), warnings };
  }

  update(reference: LeaseReference, body: string, context: WriteContext): WriteResult {
    const { lease, warnings } = this.decode(body, context);
    checkNamespace(lease, reference.namespace);
    checkName(lease, reference.name);
    this.checkNamespaceExists(reference.namespace);
    const live = this.store.get(reference);
    checkUidPrecondition(lease.metadata.uid, live, reference);
    if (!live) {
      parseVersion(lease.metadata.resourceVersion, unexpected);
      context.checkMayCreate(reference.name);
      const created = this.prepareCreate(lease, reference.namespace, context);
      return { status: 201, body: this.write(created, context), warnings };
    }
    return { status: 200, body: this.replace(live, lease, context), warnings };
  }

  patch(reference: LeaseReference, contentType: string, body: string, context: WriteContext): WriteResult {
    const live = this.store.get(reference);
    if (!live) throw notFound(reference.name);
    const patched = applyPatch(live, contentType, body);
    if (!isObject(patched)) throw badRequest('error decoding patch: not an object');
    const { lease, warnings } = this.decodePatched(patched, context);
    checkNamespace(lease, reference.namespace);
    checkName(lease, reference.name);
    return { status: 200, body: this.replace(live, lease, context), warnings };
  }

  /** Server-side apply: creates the lease, or changes what the manager wants of it. */
  apply(reference: LeaseReference, body: string, context: WriteContext): WriteResult {
    const config = decodeConfiguration(body);
    const { name, namespace } = reference;
    checkDeclared(decodeLease(config, this.options).warnings, name);
    this.checkNamespaceExists(namespace);
    const live = this.store.get(reference);
    const { manager, now, isForced = false } = context;
    const options = { manager, isForced, time: seconds(now) };
    const { applied, managedFields } = applyConfiguration(live, config, options);
    const { resourceVersion, uid, ...wanted } = isObject(config.metadata) ? config.metadata : {};
    if (live === undefined && typeof uid === 'string') {
      throw conflict(name, `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`);
    }
    const preconditions = withoutUndefined({ resourceVersion, uid });
    const metadata = { name, ...pick(wanted, 'name', 'namespace'), ...asObject(applied.metadata), ...preconditions };
    const { lease } = this.decodePatched({ ...applied, metadata }, {});
    checkNamespace(lease, namespace);
    checkName({ ...lease, metadata: { ...lease.metadata, ...pick(wanted, 'name') } }, name);
    const applying = { ...context, managedFields };
    if (live !== undefined) return { status: 200, body: this.replace(live, lease, applying), warnings: [] };
    context.checkMayCreate(name);
    return { status: 201, body: this.write(this.prepareCreate(lease, namespace, applying), context), warnings: [] };
  }

  delete(reference: LeaseReference, body: string, context: WriteContext): WriteResult {
    const preconditions = decodeDeleteOptions(body).preconditions ?? {};
    const live = this.store.get(reference);
    if (!live) throw notFound(reference.name);
    checkDeletePreconditions(preconditions, live);

    const { finalizers } = live.metadata;
    if (Array.isArray(finalizers) && finalizers.length > 0) {
      const deletionTimestamp = live.metadata.deletionTimestamp ?? seconds(context.now);
      const metadata = { ...live.metadata, deletionTimestamp, deletionGracePeriodSeconds: 0 };
      return { status: 200, body: this.write({ ...live, metadata }, context, live), warnings: [] };
    }
    if (!context.dryRun) this.store.delete(reference);
    const details = { name: reference.name, group: 'coordination.k8s.io', kind: 'leases', uid: live.metadata.uid };
    return {
      status: 200,
      body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details },
      warnings: [],
    };
  }

  private prepareCreate(lease: Lease, namespace: string, context: WriteContext): UnstoredLease {
    const { now } = context;
    const { name, generateName, generation, labels, annotations, ownerReferences, finalizers, managedFields } =
      lease.metadata;
    const errors = validateLease(lease);
    if (errors.length > 0) throw invalidLease(name ?? '', errors);
    const metadata = withoutUndefined({
      name,
      generateName,
      namespace,
      uid: randomUUID(),
      generation,
      creationTimestamp: seconds(now),
      labels,
      annotations,
      ownerReferences,
      finalizers,
      managedFields,
    });
    return tracked(undefined, { ...lease, metadata }, context);
  }

  private replace(live: StoredLease, lease: Lease, context: WriteContext): StoredLease {
    const { name } = live.metadata;
    const version = parseVersion(lease.metadata.resourceVersion, unexpected);
    if (version === 0) {
      throw invalidUpdate(name, [invalidValue('metadata.resourceVersion', 0, 'must be specified for an update')]);
    }
    if (String(version) !== live.metadata.resourceVersion) {
      throw conflict(
        name,
        'the object has been modified; please apply your changes to the latest version and try again',
      );
    }
    const { generation, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds } = live.metadata;
    const { generateName, labels, annotations, ownerReferences, finalizers, managedFields } = lease.metadata;
    const metadata = withoutUndefined({
      name,
      generateName,
      namespace: live.metadata.namespace,
      uid: lease.metadata.uid ?? live.metadata.uid,
      generation,
      creationTimestamp,
      deletionTimestamp,
      deletionGracePeriodSeconds,
      labels,
      annotations,
      ownerReferences,
      finalizers,
      managedFields,
    });
    const immutable: FieldError[] =
      metadata.uid === live.metadata.uid ? [] : [invalidValue('metadata.uid', metadata.uid, 'field is immutable')];
    const errors = [...immutable, ...immutable, ...validateLease({ ...lease, metadata })];
    if (errors.length > 0) throw invalidLease(name, errors);
    return this.write(tracked(live, { ...lease, metadata }, context), context, live);
  }

  /** A write that changes nothing is not stored: the version stays, and no watch sees it. */
  private write(lease: UnstoredLease, { dryRun }: WriteContext, live?: StoredLease): StoredLease {
    if (live && sameButForTimes(withVersion(lease, Number(live.metadata.resourceVersion)), live)) return live;
    const { deletionTimestamp, finalizers } = lease.metadata;
    const isFinallyDeleted = deletionTimestamp !== undefined && !finalizers;
    if (dryRun || isFinallyDeleted) {
      if (isFinallyDeleted && !dryRun) this.store.delete(lease.metadata);
      return withVersion(lease, Number(live?.metadata.resourceVersion ?? this.store.version));
    }
    return this.store.write(lease);
  }

  private decode(body: string, { fieldValidation = 'Warn' }: WriteContext) {
    const { lease, warnings } = decodeLeaseBody(body, this.options);
    return { lease, warnings: warningsAfter(fieldValidation, warnings) };
  }

  private decodePatched(
    patched: Record<string, unknown>,
    { fieldValidation = 'Warn' }: Pick<WriteContext, 'fieldValidation'>,
  ) {
    const refused = (why: string) => invalid({ name: '' }, [invalidValue('patch', JSON.stringify(patched), why)]);
    try {
      const { lease, warnings } = decodeLease(patched, this.options);
      if (fieldValidation === 'Strict' && warnings.length > 0) throw refused(strictError(warnings));
      return { lease, warnings: fieldValidation === 'Ignore' ? [] : warnings };
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      throw refused(error.message);
    }
  }

  private checkNamespaceExists(namespace: string): void {
    const exists = this.options.namespaces?.includes(namespace) ?? isNamespaceName(namespace);
    if (!exists) throw namespaceNotFound(namespace);
  }
}

/** With who manages what: of an update by what has changed, of an apply as that says. */
function tracked<T extends Lease>(live: StoredLease | undefined, next: T, context: WriteContext): T {
  const { manager, now, managedFields } = context;
  if (managedFields === undefined) return trackManagedFields({ live, next, manager, time: seconds(now) });
  return { ...next, metadata: withoutUndefined({ ...next.metadata, managedFields }) };
}

function asObject(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {};
}

function pick(object: Record<string, unknown>, ...names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.flatMap(name => (object[name] === undefined ? [] : [[name, object[name]]])));
}

function checkNamespace(lease: Lease, namespace: string): void {
  const own = lease.metadata.namespace;
  if (own && own !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
}

function checkName(lease: Lease, name: string): void {
  const own = lease.metadata.name;
  if (!own) {
    throw badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  }
  if (own !== name) throw badRequest(`the name of the object (${own}) does not match the name on the URL (${name})`);
}

function checkUidPrecondition(uid: string | undefined, live: StoredLease | undefined, lease: LeaseReference): void {
  const actual = live?.metadata.uid ?? '';
  if (!uid || uid === actual) return;
  throw conflict(
    lease.name,
    `StorageError: invalid object, Code: 4, Key: /registry/leases/${lease.namespace}/${lease.name}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${actual}`,
  );
}

interface DeleteOptions {
  preconditions?: { uid?: string; resourceVersion?: string };
}

function decodeDeleteOptions(body: string): DeleteOptions {
  if (body === '') return {};
  try {
    const options = JSON.parse(body) as unknown;
    return isObject(options) ? options : {};
  } catch (error) {
    throw badRequest(`couldn't get version/kind; json parse error: ${(error as Error).message}`);
  }
}

function checkDeletePreconditions(
  { uid, resourceVersion }: { uid?: string; resourceVersion?: string },
  live: StoredLease,
) {
  const { name, uid: liveUid, resourceVersion: liveVersion } = live.metadata;
  if (uid !== undefined && uid !== liveUid) {
    throw deleteConflict(
      name,
      `the UID in the precondition (${uid}) does not match the UID in record (${liveUid}). The object might have been deleted and then recreated`,
    );
  }
  if (resourceVersion !== undefined && resourceVersion !== liveVersion) {
    throw deleteConflict(
      name,
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${liveVersion}). The object might have been modified`,
    );
  }
}

/** 0 if there is no version, or if it is not a number and `refuse` is not given. */
function parseVersion(text: string | undefined, refuse?: (message: string) => Error): number {
  if (!text) return 0;
  if (/^\d+$/.test(text)) return Number(text);
  if (refuse) throw refuse(`strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`);
  return 0;
}

function withoutUndefined<T extends Record<string, unknown>>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}

function seconds(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

function randomSuffix(): string {
  const letters = 'bcdfghjklmnpqrstvwxz2456789';
  return Array.from({ length: 5 }, () => letters[Math.floor(Math.random() * letters.length)]).join('');
}
