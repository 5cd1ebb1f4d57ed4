import { type ApiClient } from '../api/api-client.js';
import { ApiError } from '../api/api.error.js';
import { listAll, type ListedMetadata, metadataOnly } from '../api/list.js';

/** The pods of a namespace, as far as one may see them. */
export type Pods = readonly ListedMetadata[] | undefined;

/** Undefined if this user may not list them. */
export async function podsOf(api: ApiClient, namespace: string): Promise<Pods> {
  try {
    const path = `/api/v1/namespaces/${namespace}/pods`;
    return (await listAll(api, path, metadataOnly)).items.map(({ metadata }) => metadata);
  } catch (error) {
    if (error instanceof ApiError && error.status !== undefined) return undefined;
    throw error;
  }
}

/** The pod whose name is in that identity; the longest, since `web-1` is in `web-10`, too. */
export function podOf(identity: string, pods: readonly ListedMetadata[]): ListedMetadata | undefined {
  const named = pods.filter(({ name }) => identity.includes(name));
  return named.reduce<ListedMetadata | undefined>(
    (longest, pod) => (longest === undefined || pod.name.length > longest.name.length ? pod : longest),
    undefined,
  );
}

/**
 * Who may lead after that holder: nobody writes down who campaigns, so these are the pods that are made by whoever made
 * the holder's, in a rollout the old and the new ones.
 */
export function candidatesBeside(identity: string | undefined, pods: Pods): string[] {
  if (identity === undefined || pods === undefined) return [];
  const maker = makerOf(podOf(identity, pods));
  if (maker === undefined) return [];
  return pods
    .filter(pod => makerOf(pod) === maker)
    .map(({ name }) => name)
    .sort();
}

/** The Deployment's name for all of its ReplicaSets. */
export function makerOf(pod: ListedMetadata | undefined): string | undefined {
  const owner = pod?.ownerReferences?.find(({ controller }) => controller);
  if (owner === undefined) return undefined;
  const hash = pod?.labels?.['pod-template-hash'];
  const isOfDeployment = owner.kind === 'ReplicaSet' && hash !== undefined && owner.name.endsWith(`-${hash}`);
  return isOfDeployment ? `Deployment/${owner.name.slice(0, -hash.length - 1)}` : `${owner.kind}/${owner.name}`;
}
