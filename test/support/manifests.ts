import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { type KubeAnswer, type KubeClient, type KubeObject } from './kube-apiserver-client.js';

/** Where each kind lives. */
const collections: Record<string, string> = {
  ServiceAccount: 'serviceaccounts',
  Role: 'roles',
  RoleBinding: 'rolebindings',
  Deployment: 'deployments',
  Service: 'services',
};

/** The documents of a file in `sample/deploy`. */
export function readManifests(file: string): KubeObject[] {
  return parseManifests(readFileSync(`sample/deploy/${file}`, 'utf8'));
}

export function parseManifests(yaml: string): KubeObject[] {
  return parseAllDocuments(yaml).map(document => {
    if (document.errors.length > 0) throw document.errors[0];
    return document.toJS() as KubeObject;
  });
}

/** `kubectl apply --server-side --namespace …`, strict about fields that the API does not know. */
export async function apply(
  server: KubeClient,
  manifest: KubeObject,
  namespace: string,
  query: Record<string, string> = {},
): Promise<KubeAnswer> {
  const { apiVersion = '', kind = '', metadata = {} } = manifest;
  const api = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
  const parameters = new URLSearchParams({ fieldManager: 'e2e', fieldValidation: 'Strict', force: 'true', ...query });
  const path = `${api}/namespaces/${namespace}/${collections[kind]}/${metadata.name}?${parameters.toString()}`;
  const answer = await server.request('PATCH', path, {
    body: { ...manifest, metadata: { ...metadata, namespace } },
    contentType: 'application/apply-patch+yaml',
  });
  if (answer.status >= 300)
    throw new Error(`applying ${kind} ${metadata.name} answered ${answer.status}: ${answer.text}`);
  return answer;
}
