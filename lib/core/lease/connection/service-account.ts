import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where Kubernetes mounts a pod's service account. */
export const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The pod's namespace; undefined without such a file. Synchronous, because it is read once, at start. */
export function readPodNamespace(folder: string = serviceAccountFolder): string | undefined {
  try {
    return readFileSync(join(folder, 'namespace'), 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}

export function isServiceAccountMounted(folder: string = serviceAccountFolder): boolean {
  return existsSync(join(folder, 'token'));
}
