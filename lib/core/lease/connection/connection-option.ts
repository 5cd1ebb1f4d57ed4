import { type RequestOptions } from 'node:https';

/** What we need of a `KubeConfig` from `@kubernetes/client-node`, 1.x or 2.x. */
export interface KubeConfigLike {
  /** The cluster of the current context. */
  getCurrentCluster(): { readonly server: string; readonly skipTLSVerify?: boolean } | null;
  /** Adds certificates and credentials to a request. */
  applyToHTTPSOptions(options: RequestOptions): Promise<void>;
  /** A context by its name, for its namespace. */
  getContextObject?(name: string): { namespace?: string; user?: string; cluster?: string } | null;
  /** The name of the current context. */
  getCurrentContext?(): string;
  /** The user of the current context. */
  getCurrentUser?(): KubeConfigUser | null;
}

/** A user of a kubeconfig, as `@kubernetes/client-node` has read it. */
export interface KubeConfigUser {
  /** The name of the entry. */
  readonly name: string;
  /** A bearer token. */
  readonly token?: string;
  /** A client certificate, in base64. */
  readonly certData?: string;
  /** The file of a client certificate. */
  readonly certFile?: string;
  /** A command that prints credentials. */
  readonly exec?: unknown;
  /** A credentials provider, in kubectl's old format. */
  readonly authProvider?: unknown;
  /** The user of basic authentication. */
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
