const group = 'coordination.k8s.io';
const path = `apis/${group}/v1`;
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const text = { type: 'string' };
const integer = { type: 'integer', format: 'int32' };
const microTime = { type: 'string', format: 'date-time' };
const texts = { type: 'object', additionalProperties: text };
const names = { type: 'array', items: text };
const kind = { group, kind: 'Lease', version: 'v1' };

/** Schemas and parameters, as far as `kubectl create`, `apply` and `explain` ask for them. */
const schemas = {
  'io.k8s.api.coordination.v1.Lease': {
    description: 'A lease: who holds it, and until when.',
    type: 'object',
    properties: {
      apiVersion: text,
      kind: text,
      metadata: ref('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'),
      spec: ref('io.k8s.api.coordination.v1.LeaseSpec'),
    },
    'x-kubernetes-group-version-kind': [kind],
  },
  'io.k8s.api.coordination.v1.LeaseSpec': {
    description: 'What is said by its holder.',
    type: 'object',
    properties: {
      acquireTime: microTime,
      holderIdentity: text,
      leaseDurationSeconds: integer,
      leaseTransitions: integer,
      preferredHolder: text,
      renewTime: microTime,
      strategy: text,
    },
  },
  'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta': {
    description: 'What every object has.',
    type: 'object',
    properties: {
      name: text,
      generateName: text,
      namespace: text,
      uid: text,
      resourceVersion: text,
      creationTimestamp: { type: 'string', format: 'date-time' },
      labels: texts,
      annotations: texts,
      finalizers: { ...names, 'x-kubernetes-list-type': 'set', 'x-kubernetes-patch-strategy': 'merge' },
    },
  },
};

const query = (...parameters: readonly string[]) =>
  parameters.map(name => ({ name, in: 'query', schema: { type: name === 'force' ? 'boolean' : 'string' } }));

const operation = (action: string, ...parameters: readonly string[]) => ({
  parameters: query(...parameters),
  responses: { 200: { description: 'OK' } },
  'x-kubernetes-action': action,
  'x-kubernetes-group-version-kind': kind,
});

const leases = `/${path}/namespaces/{namespace}/leases`;

const document = {
  openapi: '3.0.0',
  info: { title: 'Leases', version: 'v1.36.0' },
  paths: {
    [leases]: {
      get: operation('list', 'fieldSelector', 'labelSelector', 'resourceVersion', 'watch'),
      post: operation('post', 'dryRun', 'fieldManager', 'fieldValidation'),
    },
    [`${leases}/{name}`]: {
      get: operation('get'),
      put: operation('put', 'dryRun', 'fieldManager', 'fieldValidation'),
      patch: operation('patch', 'dryRun', 'fieldManager', 'fieldValidation', 'force'),
      delete: operation('delete', 'dryRun'),
    },
  },
  components: { schemas },
};

/** What is served below `/openapi/v3`. Undefined for other paths; there is no v2. */
export function openApi(asked: string): object | undefined {
  if (asked === '/openapi/v3') return { paths: { [path]: { serverRelativeURL: `/openapi/v3/${path}` } } };
  return asked === `/openapi/v3/${path}` ? document : undefined;
}
