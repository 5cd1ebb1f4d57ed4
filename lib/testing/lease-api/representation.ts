import { badRequest } from './api-status.error.js';
import { type LeaseTable, tableOf } from './table.js';
import { type StoredLease } from './lease-store.js';

/** How much of a lease a row of a table has. */
const rowObjects = ['Metadata', 'Object', 'None'] as const;
type RowObject = (typeof rowObjects)[number];

interface Metadata {
  readonly resourceVersion?: string;
}

/**
 * The form in which a client wants leases: whole, as `kubectl get` shows them (`as=Table`), or their metadata alone
 * (`as=PartialObjectMetadata`). Other objects, such as a `Status`, stay as they are.
 */
export class Representation {
  /** Of a watch, only the first table has the columns. */
  private hasToldColumns = false;

  private constructor(
    private readonly as: string | undefined,
    private readonly rowObject: RowObject,
  ) {}

  /** @throws ApiStatusError 400 */
  static of(accept: string | undefined, query: URLSearchParams): Representation {
    const as = wanted(accept);
    const asked = query.get('includeObject') || 'Metadata';
    const rowObject = rowObjects.find(known => known === asked);
    if (as === 'Table' && rowObject === undefined) {
      const choice = "must be 'Metadata', 'Object', 'None', or empty";
      const value = JSON.stringify(asked);
      throw badRequest(`Unable to convert to Table as requested: includeObject: Invalid value: ${value}: ${choice}`);
    }
    return new Representation(as, rowObject ?? 'Metadata');
  }

  /** @param now milliseconds since the epoch, by the server's clock */
  answer<T extends object | string>(body: T, now: number): T | object {
    if (typeof body === 'string' || this.as === undefined) return body;
    const { kind, items, metadata } = body as { kind?: string; items?: StoredLease[]; metadata?: Metadata };
    if (kind === 'Lease') return this.one(body as unknown as StoredLease, now);
    if (kind !== 'LeaseList' || items === undefined) return body;
    const typed = items.map(item => ({ ...item, kind: 'Lease', apiVersion: 'coordination.k8s.io/v1' }));
    if (this.as === 'Table') return this.table(typed, metadata, now);
    const partial = typed.map(partialOf);
    return { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata, items: partial };
  }

  /** The object of a watch event. */
  event(type: string, object: object, now: number): object {
    if (this.as === undefined || type === 'ERROR') return object;
    const form = this.one(object as StoredLease, now);
    if (this.as !== 'Table') return form;
    const { columnDefinitions, ...table } = form as LeaseTable;
    const columns = this.hasToldColumns ? null : columnDefinitions;
    this.hasToldColumns = true;
    const { kind, apiVersion, metadata, rows } = table;
    return { kind, apiVersion, metadata, columnDefinitions: columns, rows };
  }

  private one(lease: StoredLease, now: number): object {
    if (this.as !== 'Table') return partialOf(lease);
    const { resourceVersion } = lease.metadata as Metadata;
    return this.table([lease], { resourceVersion }, now);
  }

  private table(leases: readonly StoredLease[], metadata: Metadata | undefined, now: number): object {
    const objects = { Metadata: partialOf, Object: (lease: StoredLease) => lease, None: () => null };
    return tableOf(leases, metadata ?? {}, objects[this.rowObject], now);
  }
}

/** The first that the server has: it has JSON, and in JSON these forms. */
function wanted(accept = ''): string | undefined {
  for (const range of accept.split(',')) {
    const [type, ...parameters] = range.split(';').map(part => part.trim());
    if (type !== 'application/json') continue;
    const { as, g, v } = Object.fromEntries(parameters.map(parameter => parameter.split('='))) as Record<
      string,
      string | undefined
    >;
    if (as === undefined) return undefined;
    if (g !== 'meta.k8s.io' || v !== 'v1') continue;
    if (as === 'Table') return as;
    if (as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList') return 'PartialObjectMetadata';
  }
  return undefined;
}

function partialOf({ metadata }: StoredLease): object {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
}
