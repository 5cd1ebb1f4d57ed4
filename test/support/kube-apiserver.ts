import { builtKubeApiServer, kubeApiServerBinary } from './kube-apiserver-binary.js';
import type { Certificate } from './kube-apiserver-certificates.js';
import type { KubeClient } from './kube-apiserver-client.js';
import { useExistingCluster } from './kube-apiserver-existing.js';
import { startLocalServer } from './kube-apiserver-local.js';

export type { Certificate } from './kube-apiserver-certificates.js';
export type { KubeAnswer, KubeMetadata, KubeObject, KubeRequest } from './kube-apiserver-client.js';

export interface KubeApiServer extends KubeClient {
  /** Built here, envtest's programs, or a cluster of the developer's own. */
  readonly source: 'built' | 'envtest' | 'cluster';
  readonly url: string;
  /** Of the server that was built here, to be frozen, or for its own signals (`test/kube-apiserver/README.md`). */
  readonly pid: number | undefined;
  /** PEM */
  readonly ca: string;
  readonly caFile: string;
  /** Of a member of `system:masters`; undefined on a cluster of yours. */
  readonly adminToken: string | undefined;
  /** A kubeconfig of the admin in a temporary folder, with `namespace` as its namespace. */
  readonly kubeconfigPath: string;
  /** An empty namespace, for these tests alone. */
  readonly namespace: string;
  createClientCertificate(user: string, groups?: readonly string[]): Certificate;
  /** SIGKILL: from one moment to the next there is no API server. */
  kill9(): Promise<void>;
  /** Starts again on the same address and the same data; kills first what still runs. */
  restart(): Promise<void>;
  /** Ends what was started, and deletes what was made. */
  stop(): Promise<void>;
}

export interface KubeApiServerOptions {
  /** More flags for kube-apiserver, for a server that is started here. */
  readonly flags?: readonly string[];
}

/** Builds what `startKubeApiServer` starts, where it has to be built: call it where minutes are no matter. */
export async function prepareKubeApiServer(): Promise<void> {
  if (!process.env.TEST_KUBECONFIG) await kubeApiServerBinary();
}

/**
 * A real Kubernetes API: the cluster in `TEST_KUBECONFIG`, else the programs
 * in `KUBEBUILDER_ASSETS`, else the server built from `test/kube-apiserver`.
 * If there is none, this fails; it never skips.
 */
export async function startKubeApiServer(options: KubeApiServerOptions = {}): Promise<KubeApiServer> {
  const kubeconfig = process.env.TEST_KUBECONFIG;
  if (kubeconfig) return useExistingCluster(kubeconfig);
  return startLocalServer(await kubeApiServerBinary(), options);
}

/** The server built from `test/kube-apiserver`, for what can be done to no other: its process and its etcd are at hand. */
export async function startBuiltKubeApiServer(options: KubeApiServerOptions = {}): Promise<KubeApiServer> {
  return startLocalServer({ apiServer: await builtKubeApiServer() }, options);
}
