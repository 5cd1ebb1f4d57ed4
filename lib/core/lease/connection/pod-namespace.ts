import { type ConnectionOption, type KubeConfigLike } from './connection-option.js';
import { kubeconfigNamespace } from './kubeconfig-namespace.js';
import { readPodNamespace } from './service-account.js';

/**
 * The namespace that belongs to a connection: the pod's own, or that of the kubeconfig's context. Undefined if unknown.
 *
 * @throws Error if a kubeconfig has one that cannot be read
 */
export function podNamespace(option: ConnectionOption, env: NodeJS.ProcessEnv): string | undefined {
  if (option === 'in-cluster') return readPodNamespace();
  if (option === 'kubeconfig') return kubeconfigNamespace({}, env);
  if (typeof option === 'string') return undefined;
  if ('applyToHTTPSOptions' in option) return contextNamespace(option);
  if ('kubeconfig' in option) return kubeconfigNamespace({ file: option.kubeconfig, context: option.context }, env);
  return 'serviceAccount' in option ? readPodNamespace(option.serviceAccount) : undefined;
}

function contextNamespace(config: KubeConfigLike): string | undefined {
  const context = config.getCurrentContext?.();
  return (context && config.getContextObject?.(context)?.namespace) || undefined;
}
