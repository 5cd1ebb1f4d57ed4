/** What an elector uses where no connection was given. */
export function defaultConnection(env: NodeJS.ProcessEnv): 'in-cluster' | 'none' {
  return env.KUBERNETES_SERVICE_HOST ? 'in-cluster' : 'none';
}
