import { type RequestOptions } from 'node:https';

/** What we ask of a `KubeConfig` of `@kubernetes/client-node`, 1.x or 2.x. */
export interface KubeConfigLike {
  getCurrentCluster(): { readonly server: string; readonly skipTLSVerify?: boolean } | null;
  applyToHTTPSOptions(options: RequestOptions): Promise<void>;
  getContextObject?(name: string): { namespace?: string } | null;
  getCurrentContext?(): string;
}

/**
 * Which API server, and how:
 * - `'in-cluster'`: the pod's service account; the default where `KUBERNETES_SERVICE_HOST` is set;
 * - `'none'`: none; this process simply leads; the default elsewhere;
 * - `'kubeconfig'`: `$KUBECONFIG` or `~/.kube/config`; needs `@kubernetes/client-node`;
 * - `{ kubeconfig, context? }`: that file; needs `@kubernetes/client-node`;
 * - a `KubeConfig` of your own;
 * - `{ serviceAccount }`: as in a pod, with the folder that holds `token`, `ca.crt` and `namespace` elsewhere;
 * - `{ server, token?, ca? }`: a URL, a bearer token (asked for anew with each request where it is a function) and
 *   PEM certificates to trust instead of the system's.
 */
export type ConnectionOption =
  | 'in-cluster'
  | 'none'
  | 'kubeconfig'
  | { kubeconfig: string; context?: string }
  | { serviceAccount: string }
  | { server: string; token?: string | (() => string | Promise<string>); ca?: string }
  | KubeConfigLike;
