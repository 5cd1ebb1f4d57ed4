import { requestTimeout } from '../api/request-timeout.js';
import { candidatesBeside, type Pods, podsOf } from './candidates.js';
import { type LeaseView, viewOf } from './lease-view.js';
import { type ApiClient } from '../api/api-client.js';
import { type Listed, listAll, type ListedMetadata } from '../api/list.js';
import { type Clock } from '../../core/clock/clock.js';
import { type HttpLeaseClient } from '../../core/lease/http-lease-client.js';
import { type Lease } from '../../core/record/lease.js';

const group = '/apis/coordination.k8s.io/v1';

export interface Status {
  readonly leases: readonly (LeaseView & { readonly candidates: readonly string[] })[];
  /** Whether somebody else than the holder could be seen. */
  readonly seesPods: boolean;
}

/** The leases to show: by name, or all of one namespace or of every one. */
export interface StatusRequest {
  readonly api: ApiClient;
  readonly client: HttpLeaseClient;
  readonly clock: Clock;
  readonly names: readonly string[];
  /** Undefined for all. */
  readonly namespace: string | undefined;
}

/** @throws ApiError, LeaseRequestError */
export async function readStatus(request: StatusRequest): Promise<Status> {
  const { api, namespace } = request;
  const [{ leases, now }, pods] = await Promise.all([
    leasesOf(request),
    // Of all namespaces there may be tens of thousands.
    namespace === undefined ? undefined : podsOf(api, namespace),
  ]);
  return { leases: leases.map(lease => withCandidates(viewOf(lease, now), pods)), seesPods: pods !== undefined };
}

async function leasesOf({ api, client, clock, names, namespace }: StatusRequest) {
  if (names.length > 0 && namespace !== undefined) {
    const answers = await Promise.all(names.map(name => client.read({ namespace, name }, { timeout: requestTimeout })));
    return { leases: answers.map(({ lease }) => lease), now: answers[0].serverTime ?? clock.wall() };
  }
  const path = namespace === undefined ? `${group}/leases` : `${group}/namespaces/${namespace}/leases`;
  const { items, serverTime } = await listAll<Lease & Listed>(api, path);
  return { leases: items.filter(isOfAnElection), now: serverTime ?? clock.wall() };
}

/** Kubelets and API servers have a lease each, as a sign of life. */
export function isOfAnElection({
  metadata,
}: {
  readonly metadata: Pick<ListedMetadata, 'namespace' | 'labels'>;
}): boolean {
  const isOfApiServer = 'apiserver.kubernetes.io/identity' in (metadata.labels ?? {});
  return metadata.namespace !== 'kube-node-lease' && !isOfApiServer;
}

function withCandidates(view: LeaseView, pods: Pods) {
  return { ...view, candidates: candidatesBeside(view.holder, pods) };
}
