/**
 * The connection of an elector that was given none: a pod's own in Kubernetes, else none. A mounted service account shows
 * Kubernetes, too: a pod's environment is sometimes cleaned (cron, su, a supervisor), and then every replica would lead.
 */
export function defaultConnection(env: NodeJS.ProcessEnv, hasServiceAccount: boolean): 'in-cluster' | 'none' {
  return env.KUBERNETES_SERVICE_HOST || hasServiceAccount ? 'in-cluster' : 'none';
}
