import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/**
 * The files of a kubeconfig: the given one, those of `$KUBECONFIG`, or `~/.kube/config`.
 *
 * @throws Error if there are none
 */
export function kubeconfigFiles(file: string | undefined, env: NodeJS.ProcessEnv): string[] {
  if (file !== undefined) return [file];
  if (env.KUBECONFIG) return env.KUBECONFIG.split(delimiter).filter(Boolean);
  const usual = join(homedir(), '.kube', 'config');
  if (existsSync(usual)) return [usual];
  if (process.platform === 'win32') return []; // client-node also looks into WSL
  throw new Error('neither $KUBECONFIG nor ~/.kube/config exists');
}
