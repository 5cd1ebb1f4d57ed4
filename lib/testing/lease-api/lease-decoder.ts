import { type Lease } from '../../core/record/lease.js';
import { formatMicroTime, parseMicroTime } from '../../core/record/micro-time.js';
import { badRequest } from './api-status.error.js';

export interface DecoderOptions {
  /** Keep fields that this version of the API does not know. */
  keepUnknownFields: boolean;
}

export interface DecodedLease {
  /** With fields in the order of the API, normalised times, and empty values only if they were meant to be. */
  lease: Lease;
  /** `unknown field "spec.foo"`, for the `Warning` header. */
  warnings: string[];
}

/** A value has the wrong type. The caller decides which status that is. */
export class DecodeError extends Error {}

/** Decodes the body of a POST or PUT. */
export function decodeLeaseBody(text: string, options: DecoderOptions): DecodedLease {
  const value = parseObject(text);
  const { apiVersion, kind } = value as { apiVersion?: string; kind?: string };
  if (kind !== undefined && kind !== 'Lease') {
    throw badRequest(`${kind} in version ${versionOf(apiVersion)} cannot be handled as a Lease: unknown conversion`);
  }
  if (apiVersion !== undefined && apiVersion !== 'coordination.k8s.io/v1') {
    throw badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (coordination.k8s.io/v1)`,
    );
  }
  try {
    return decodeLease(value, options);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw badRequest(`Lease in version "v1" cannot be handled as a Lease: ${error.message}`);
  }
}

/** Decodes a lease. @throws DecodeError if the value cannot be one */
export function decodeLease(value: Record<string, unknown>, options: DecoderOptions): DecodedLease {
  const warnings: string[] = [];
  const decode = (fields: Fields, from: unknown, path: string, goType: string) => {
    if (from === undefined || from === null) return {};
    if (!isObject(from)) throw wrongType(from, `Lease.${path}`, goType);
    const decoded: Record<string, unknown> = {};
    for (const [name, type] of Object.entries(fields)) {
      const field = from[name];
      if (field === undefined || field === null) continue;
      if (type === 'ignored') {
        if (options.keepUnknownFields) decoded[name] = field;
        continue;
      }
      const result = decodeField(type, field, `${goType.replace('v1.', '')}.${path}.${name}`);
      if (result !== undefined) decoded[name] = result;
    }
    for (const name of Object.keys(from).filter(name => !(name in fields))) {
      warnings.push(`unknown field "${path}.${name}"`);
      if (options.keepUnknownFields) decoded[name] = from[name];
    }
    return decoded;
  };

  const spec = decode(specFields, value.spec, 'spec', 'v1.LeaseSpec');
  const metadata = decode(metadataFields, value.metadata, 'metadata', 'v1.ObjectMeta');
  warnings.push(
    ...Object.keys(value)
      .filter(isUnknownAtTop)
      .map(name => `unknown field "${name}"`),
  );
  const lease = { kind: 'Lease', apiVersion: 'coordination.k8s.io/v1', metadata: metadata as Lease['metadata'], spec };
  return { lease, warnings };
}

type FieldType = 'string' | 'optionalString' | 'int32' | 'int64' | 'time' | 'microTime' | 'map' | 'strings' | 'objects';
/** `ignored`: known, but dropped without a warning. */
type Fields = Record<string, FieldType | 'ignored'>;

const metadataFields: Fields = {
  name: 'string',
  generateName: 'string',
  namespace: 'string',
  selfLink: 'ignored',
  uid: 'string',
  resourceVersion: 'string',
  generation: 'int64',
  creationTimestamp: 'time',
  deletionTimestamp: 'time',
  deletionGracePeriodSeconds: 'int64',
  labels: 'map',
  annotations: 'map',
  ownerReferences: 'objects',
  finalizers: 'strings',
  managedFields: 'objects',
};

const specFields: Fields = {
  holderIdentity: 'optionalString',
  leaseDurationSeconds: 'int32',
  acquireTime: 'microTime',
  renewTime: 'microTime',
  leaseTransitions: 'int32',
  strategy: 'ignored', // behind a feature gate that is off
  preferredHolder: 'ignored',
};

function decodeField(type: FieldType, value: unknown, path: string): unknown {
  switch (type) {
    case 'optionalString': // '' has a meaning
      return text(value, path);
    case 'string':
      return text(value, path) || undefined;
    case 'int32':
      return integer(value, path, 'int32', 2 ** 31);
    case 'int64':
      return integer(value, path, 'int64', Number.MAX_SAFE_INTEGER);
    case 'time':
      return time(value, path);
    case 'microTime':
      return microTime(value, path);
    case 'map':
      return stringMap(value, path);
    case 'strings': {
      const strings = list(value, path).map(entry => text(entry, path));
      return strings.length > 0 ? strings : undefined;
    }
    case 'objects': // an empty list of managed fields has a meaning, too
      return list(value, path).map(entry => {
        if (!isObject(entry)) throw wrongType(entry, path, 'object');
        return entry;
      });
  }
}

function text(value: unknown, path: string): string {
  if (typeof value !== 'string') throw wrongType(value, path, 'string');
  return value;
}

function integer(value: unknown, path: string, goType: string, limit: number): number {
  if (typeof value !== 'number') throw wrongType(value, path, goType);
  if (!Number.isInteger(value) || value >= limit || value < -limit)
    throw wrongType(value, path, goType, `number ${value}`);
  return value;
}

function time(value: unknown, path: string): string {
  const milliseconds = Date.parse(text(value, path));
  if (Number.isNaN(milliseconds)) throw unparsableTime(value, '2006-01-02T15:04:05Z07:00');
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** The real server takes six sub-second digits, no more and no fewer. */
function microTime(value: unknown, path: string): string {
  const written = text(value, path);
  const micros = /\.\d{6}(Z|[+-]\d{2}:\d{2})$/.test(written) ? parseMicroTime(written) : undefined;
  if (micros === undefined) throw unparsableTime(written, '2006-01-02T15:04:05.000000Z07:00');
  return formatMicroTime(micros);
}

/** Sorted by key, as Go writes maps, so that equal leases are equal texts. */
function stringMap(value: unknown, path: string): Record<string, string> | undefined {
  if (!isObject(value)) throw wrongType(value, path, 'map[string]string');
  const entries = Object.entries(value).map(([key, entry]): [string, string] => [key, text(entry ?? '', path)]);
  if (entries.length === 0) return undefined;
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function list(value: unknown, path: string): unknown[] {
  if (!Array.isArray(value)) throw wrongType(value, path, 'slice');
  return value as unknown[];
}

function wrongType(value: unknown, path: string, goType: string, what = jsonType(value)): DecodeError {
  return new DecodeError(`json: cannot unmarshal ${what} into Go struct field ${path} of type ${goType}`);
}

function unparsableTime(value: unknown, layout: string): DecodeError {
  const quoted = JSON.stringify(value);
  return new DecodeError(`parsing time ${quoted} as "${layout}": cannot parse ${quoted} as "${layout}"`);
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

function parseObject(body: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(body) as unknown;
  } catch (error) {
    throw unrecognized((error as Error).message, body);
  }
  if (value === null) return {};
  if (!isObject(value)) throw unrecognized(`json: cannot unmarshal ${jsonType(value)} into Go value`, body);
  return value;
}

function unrecognized(why: string, body: string): Error {
  const start = body === '' ? '<empty>' : body.slice(0, 30);
  return badRequest(
    `the object provided is unrecognized (must be of type Lease): couldn't get version/kind; json parse error: ${why} (${start})`,
  );
}

function versionOf(apiVersion: unknown): string {
  return JSON.stringify(typeof apiVersion === 'string' ? apiVersion.split('/').at(-1) : '');
}

function isUnknownAtTop(name: string): boolean {
  return !['kind', 'apiVersion', 'metadata', 'spec'].includes(name);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
