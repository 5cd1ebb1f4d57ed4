import { type ApiClient } from './api-client.js';
import { isObject } from '../../core/record/is-object.js';

/** As much of an object's metadata as the commands look at. */
export interface ListedMetadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly deletionTimestamp?: string;
  readonly ownerReferences?: readonly { kind: string; name: string; controller?: boolean }[];
}

export interface Listed {
  readonly metadata: ListedMetadata;
}

export interface List<T> {
  readonly items: readonly T[];
  readonly serverTime: number | undefined;
  /** The version from which a watch reports changes. */
  readonly resourceVersion: string | undefined;
}

/** Objects a request: an answer must not become too large. */
const page = 250;

/** Only the metadata, of whatever kind. */
export const metadataOnly = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

/** All objects below a path, page by page. @throws ApiError */
export async function listAll<T extends Listed>(api: ApiClient, path: string, accept?: string): Promise<List<T>> {
  const items: T[] = [];
  let next = '';
  let serverTime: number | undefined;
  let resourceVersion: string | undefined;
  do {
    const query = new URLSearchParams({ limit: String(page), ...(next && { continue: next }) });
    const answer = await api.request({ method: 'GET', path: `${path}?${query.toString()}`, accept });
    const { items: more, metadata } = answer.body as { items?: T[]; metadata?: unknown };
    items.push(...(more ?? []));
    next = isObject(metadata) && typeof metadata.continue === 'string' ? metadata.continue : '';
    if (isObject(metadata) && typeof metadata.resourceVersion === 'string') ({ resourceVersion } = metadata);
    ({ serverTime } = answer);
  } while (next !== '');
  return { items, serverTime, resourceVersion };
}
