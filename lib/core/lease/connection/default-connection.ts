/** The connection of an elector whose options name none. */
export function defaultConnection(env: NodeJS.ProcessEnv): 'in-cluster' | 'none' {
  return env.KUBERNETES_SERVICE_HOST ? 'in-cluster' : 'none';
}
