import { type ConnectionOption, type KubeConfigLike } from './connection-option.js';
import { readPodNamespace } from './service-account.js';

/**
 * The namespace that belongs to a connection: the pod's own, or that of the given `KubeConfig`'s context. Undefined if
 * unknown, and for kubeconfig files, which are not loaded just for this.
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
