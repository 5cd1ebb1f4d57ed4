import { type RequestOptions } from 'node:https';

/** What we need of a `KubeConfig` from `@kubernetes/client-node`, 1.x or 2.x. */
export interface KubeConfigLike {
  getCurrentCluster(): { readonly server: string; readonly skipTLSVerify?: boolean } | null;
  applyToHTTPSOptions(options: RequestOptions): Promise<void>;
  getContextObject?(name: string): { namespace?: string; user?: string; cluster?: string } | null;
  getCurrentContext?(): string;
  getCurrentUser?(): KubeConfigUser | null;
}

/** A user of a kubeconfig, as `@kubernetes/client-node` has read it. */
export interface KubeConfigUser {
  readonly name: string;
  readonly token?: string;
  readonly certData?: string;
  readonly certFile?: string;
  readonly exec?: unknown;
  readonly authProvider?: unknown;
  readonly username?: string;
}

/**
 * How to reach the API server:
 * - `'in-cluster'`: with the pod's service account. The default if `KUBERNETES_SERVICE_HOST` is set, or if a service
 *   account is mounted;
 * - `'none'`: not at all; this process always leads. The default outside Kubernetes;
 * - `'kubeconfig'`: with `$KUBECONFIG` or `~/.kube/config`. Needs `@kubernetes/client-node`;
 * - `{ kubeconfig, context? }`: with that file. Needs `@kubernetes/client-node`;
 * - a `KubeConfig` that you loaded yourself;
 * - `{ serviceAccount }`: as in a pod, with the folder that contains `token`, `ca.crt` and `namespace`;
 * - `{ server, token?, ca? }`: a URL, a bearer token (a function is called for each request) and PEM certificates to
 *   trust instead of the system's.
 */
export type ConnectionOption =
  | 'in-cluster'
  | 'none'
  | 'kubeconfig'
  | { kubeconfig: string; context?: string }
  | { serviceAccount: string }
  | { server: string; token?: string | (() => string | Promise<string>); ca?: string }
  | KubeConfigLike;
