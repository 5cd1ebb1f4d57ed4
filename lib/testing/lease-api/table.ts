import { type StoredLease } from './lease-store.js';

/** What `kubectl get` prints: the server says what the columns are. */
export interface LeaseTable {
  readonly kind: 'Table';
  readonly apiVersion: 'meta.k8s.io/v1';
  readonly metadata: object;
  readonly columnDefinitions: readonly object[] | null;
  readonly rows: readonly { readonly cells: readonly string[]; readonly object: object | null }[];
}

const columns = [
  { name: 'Name', type: 'string', format: 'name', description: 'The name of the lease.', priority: 0 },
  { name: 'Holder', type: 'string', format: '', description: 'Who holds it.', priority: 0 },
  { name: 'Age', type: 'string', format: '', description: 'How long ago it was created.', priority: 0 },
] as const;

/** @param objectOf what a row has of its lease */
export function tableOf(
  leases: readonly StoredLease[],
  metadata: object,
  objectOf: (lease: StoredLease) => object | null,
  now: number,
): LeaseTable {
  const rows = leases.map(lease => ({ cells: cellsOf(lease, now), object: objectOf(lease) }));
  return { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata, columnDefinitions: columns, rows };
}

/** A bookmark has neither a name nor an age. */
function cellsOf({ metadata, spec }: StoredLease, now: number): string[] {
  const { name, creationTimestamp } = metadata as Partial<StoredLease['metadata']>;
  const created = Date.parse(creationTimestamp ?? '');
  return [name ?? '', spec?.holderIdentity ?? '', Number.isNaN(created) ? '<unknown>' : ageOf(now - created)];
}

const [minute, hour, day, year] = [60, 3_600, 86_400, 365 * 86_400];

/** As Kubernetes shortens it: two units where the first is small. */
export function ageOf(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 2 * minute) return `${Math.max(0, seconds)}s`;
  if (seconds < 10 * minute) return two(seconds, minute, 'm', 1, 's');
  if (seconds < 3 * hour) return `${Math.floor(seconds / minute)}m`;
  if (seconds < 8 * hour) return two(seconds, hour, 'h', minute, 'm');
  if (seconds < 2 * day) return `${Math.floor(seconds / hour)}h`;
  if (seconds < 8 * day) return two(seconds, day, 'd', hour, 'h');
  if (seconds < 2 * year) return `${Math.floor(seconds / day)}d`;
  if (seconds < 8 * year) return two(seconds, year, 'y', day, 'd');
  return `${Math.floor(seconds / year)}y`;
}

function two(seconds: number, size: number, name: string, smaller: number, smallerName: string): string {
  const rest = Math.floor((seconds % size) / smaller);
  return `${Math.floor(seconds / size)}${name}${rest === 0 ? '' : `${rest}${smallerName}`}`;
}
