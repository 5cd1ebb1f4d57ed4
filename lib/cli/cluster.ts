import { ApiClient } from './api/api-client.js';
import { type Arguments } from './arguments.js';
import { ProblemError } from './problem.error.js';
import { type Clock } from '../core/clock/clock.js';
import { describeError } from '../core/lease/one-line.js';
import { DirectConnection } from '../core/lease/connection/direct.connection.js';
import { defaultConnection } from '../core/lease/connection/default-connection.js';
import { InClusterConnection } from '../core/lease/connection/in-cluster.connection.js';
import { kubeconfigSource } from '../core/lease/connection/kubeconfig-loader.js';
import { kubeconfigNamespace } from '../core/lease/connection/kubeconfig-namespace.js';
import { KubeconfigConnection } from '../core/lease/connection/kubeconfig.connection.js';
import { type LeaseConnection } from '../core/lease/connection/lease-connection.js';
import { isServiceAccountMounted, readPodNamespace } from '../core/lease/connection/service-account.js';
import { HttpLeaseClient } from '../core/lease/http-lease-client.js';
import { offersHttp2 } from '../core/lease/http/http-transport.js';

/** An API server, and the namespace to look at. */
export interface Cluster {
  readonly namespace: string;
  /** Whether it is reached as a pod, with the pod's service account. */
  readonly isInPod: boolean;
  readonly api: ApiClient;
  readonly leases: HttpLeaseClient;
  close(): void;
}

export interface ClusterSurroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  /** @default where Kubernetes mounts it */
  readonly serviceAccount?: string;
}

/** @throws UsageError if the options contradict each other */
export function clusterOf(args: Arguments, { env, clock, serviceAccount }: ClusterSurroundings): Cluster {
  const [server, file, context] = [args.text('server'), args.text('kubeconfig'), args.text('context')];
  if (server !== undefined && (file !== undefined || context !== undefined)) {
    throw args.mistake('--server and a kubeconfig name two API servers: leave one of them out.');
  }
  const isInPod =
    server === undefined &&
    file === undefined &&
    context === undefined &&
    defaultConnection(env, isServiceAccountMounted(serviceAccount)) === 'in-cluster';
  const connection = (): LeaseConnection => {
    if (server !== undefined) return new DirectConnection({ server: checkedServer(args, server) }, clock);
    if (isInPod) return new InClusterConnection(env, serviceAccount, clock);
    const name = file === undefined ? 'the kubeconfig' : `the kubeconfig ${file}`;
    return new KubeconfigConnection(name, kubeconfigSource({ file, context }, env), clock);
  };
  const ownNamespace = (): string | undefined => {
    if (server !== undefined) return undefined;
    return isInPod ? readPodNamespace(serviceAccount) : namespaceOf({ file, context }, env);
  };
  const clients = clientsOf(connection(), clock, offersHttp2(env));
  return { namespace: args.namespace ?? ownNamespace() ?? 'default', isInPod, ...clients };
}

/** An API server that asks for no credentials. */
export function plainCluster(server: string, namespace: string, clock: Clock): Cluster {
  return { namespace, isInPod: false, ...clientsOf(new DirectConnection({ server }, clock), clock, false) };
}

function clientsOf(connection: LeaseConnection, clock: Clock, offersHttp2: boolean) {
  const api = new ApiClient(connection, clock, offersHttp2);
  const leases = new HttpLeaseClient(connection, clock, offersHttp2);
  return {
    api,
    leases,
    close() {
      api.close();
      leases.close();
    },
  };
}

function checkedServer(args: Arguments, server: string): string {
  if (/^https?:$/.test(URL.canParse(server) ? new URL(server).protocol : '')) return server;
  throw args.mistake(`Expected --server to be a URL such as http://127.0.0.1:8001, got "${server}".`);
}

function namespaceOf(kubeconfig: { file?: string; context?: string }, env: NodeJS.ProcessEnv): string | undefined {
  try {
    return kubeconfigNamespace(kubeconfig, env);
  } catch (error) {
    throw new ProblemError(`${describeError(error)}. Name the namespace with -n.`);
  }
}
