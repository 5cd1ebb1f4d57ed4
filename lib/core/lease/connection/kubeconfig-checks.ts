import { type KubeConfigLike } from './connection-option.js';

type Cluster = NonNullable<ReturnType<KubeConfigLike['getCurrentCluster']>>;

/**
 * Finds what `@kubernetes/client-node` would stumble over later, or not at all: it sends no credentials, or trusts no CA,
 * without a word.
 *
 * @throws Error that says what to do
 */
export function checkKubeConfig(config: KubeConfigLike): Cluster {
  const cluster = config.getCurrentCluster();
  if (!cluster) throw new Error(missingCluster(config));
  const name = config.getCurrentContext?.();
  if (name !== undefined && config.getCurrentUser?.() === null) {
    const user = config.getContextObject?.(name)?.user;
    throw new Error(
      user
        ? `the context "${name}" names the user "${user}", which the kubeconfig does not have`
        : `the context "${name}" names no user, and without one @kubernetes/client-node leaves the CA out, too: ` +
            `kubectl config set-context ${name} --user=NAME`,
    );
  }
  if (/^http:/i.test(cluster.server) && !cluster.skipTLSVerify) {
    throw new Error(
      `${cluster.server} is plain http, which @kubernetes/client-node refuses unless the cluster has ` +
        '`insecure-skip-tls-verify: true`. Add that, or use the connection { server } with this URL',
    );
  }
  return cluster;
}

function missingCluster(config: KubeConfigLike): string {
  const name = config.getCurrentContext?.();
  if (!name) {
    return (
      'the kubeconfig has no current context: kubectl config use-context NAME, ' +
      'or name one in the connection { kubeconfig, context }'
    );
  }
  const context = config.getContextObject?.(name);
  return context
    ? `the context "${name}" names the cluster "${context.cluster}", which the kubeconfig does not have`
    : `the current context "${name}" is not in the kubeconfig: kubectl config use-context NAME`;
}

/** What is in a kubeconfig for `kubectl`, and means nothing to `@kubernetes/client-node`. */
const tokenFile = /(^|[\s{,"'])tokenFile["']?\s*:/m;

/**
 * A user whose token is in a file would send no credentials.
 *
 * @param texts the files that the config was loaded from
 * @throws Error that says what to do
 */
export function checkCredentials(config: KubeConfigLike, texts: readonly string[]): void {
  const user = config.getCurrentUser?.();
  if (!user || !texts.some(text => tokenFile.test(text))) return;
  const { token, certData, certFile, exec, authProvider, username } = user;
  if ([token, certData, certFile, exec, authProvider, username].some(Boolean)) return;
  throw new Error(
    `the user "${user.name}" has its token in a file (\`tokenFile\`), which @kubernetes/client-node does not read. ` +
      'Write the token into the kubeconfig as `token`, or use the connection { server, ca, token } with a function ' +
      'that reads the file',
  );
}

/** What an error of client-node's says while it loads a kubeconfig, and what to do about it. */
export function loadingAdvice(message: string): string | undefined {
  const duplicate = /^Duplicate (\w+): (.*)$/.exec(message);
  if (duplicate) {
    const [, kind, name] = duplicate;
    return (
      `two files of $KUBECONFIG have the ${kind} "${name}", which @kubernetes/client-node refuses. Remove one of them, or ` +
      'merge the files (kubectl config view --flatten) and use the connection { kubeconfig } with the result'
    );
  }
  if (/^Cannot read properties of (undefined|null)/.test(message)) return 'it is empty, or not a kubeconfig';
  return undefined;
}
