import { type Clock } from '../../clock/clock.js';
import { type ConnectionOption, type KubeConfigLike } from './connection-option.js';
import { DirectConnection } from './direct.connection.js';
import { InClusterConnection } from './in-cluster.connection.js';
import { KubeconfigConnection } from './kubeconfig.connection.js';
import { loadKubeconfig } from './kubeconfig-loader.js';
import { type LeaseConnection } from './lease-connection.js';
import { readPodNamespace } from './service-account.js';

/** What an elector uses where no connection was given. */
export function defaultConnection(env: NodeJS.ProcessEnv): 'in-cluster' | 'none' {
  return env.KUBERNETES_SERVICE_HOST ? 'in-cluster' : 'none';
}

/** Never throws and reads nothing yet: what is missing or wrong is told by the first request. */
export function createConnection(
  option: Exclude<ConnectionOption, 'none'>,
  env: NodeJS.ProcessEnv,
  clock?: Clock,
): LeaseConnection {
  if (option === 'in-cluster') return new InClusterConnection(env, undefined, clock);
  if (option === 'kubeconfig') return new KubeconfigConnection('the kubeconfig', () => loadKubeconfig({}, env), clock);
  if ('applyToHTTPSOptions' in option) {
    return new KubeconfigConnection('the given KubeConfig', () => Promise.resolve(option), clock);
  }
  if ('serviceAccount' in option) return new InClusterConnection(env, option.serviceAccount, clock);
  if ('kubeconfig' in option) {
    const { kubeconfig: file, context } = option;
    return new KubeconfigConnection(`the kubeconfig ${file}`, () => loadKubeconfig({ file, context }, env), clock);
  }
  return new DirectConnection(option);
}

/**
 * The namespace that goes with a connection: the pod's own, or that of a given `KubeConfig`'s context. Undefined where
 * nothing tells it, and for kubeconfig files, which are not loaded for it.
 */
export function podNamespace(option: ConnectionOption): string | undefined {
  if (option === 'in-cluster') return readPodNamespace();
  if (typeof option === 'string') return undefined;
  if ('applyToHTTPSOptions' in option) return contextNamespace(option);
  return 'serviceAccount' in option ? readPodNamespace(option.serviceAccount) : undefined;
}

function contextNamespace(config: KubeConfigLike): string | undefined {
  const context = config.getCurrentContext?.();
  return (context && config.getContextObject?.(context)?.namespace) || undefined;
}
