import { isServiceAccountMounted } from './service-account.js';

/**
 * The connection of an elector whose options name none: in Kubernetes the pod's own, otherwise none. A mounted service
 * account is a sign of Kubernetes as well. Some pods have a clean environment (cron, su, a supervisor), and without that
 * sign every replica would lead.
 */
export function defaultConnection(env: NodeJS.ProcessEnv, serviceAccount?: string): 'in-cluster' | 'none' {
  return env.KUBERNETES_SERVICE_HOST || isServiceAccountMounted(serviceAccount) ? 'in-cluster' : 'none';
}
