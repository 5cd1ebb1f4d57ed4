import { type PodAppSettings } from '../../apps/pod/settings.js';
import { type KubeObject } from '../../support/kube-apiserver-client.js';
import { readManifests } from '../../support/manifests.js';
import { type Cluster } from './cluster.js';

/** What a scenario changes of the Deployment in `sample/deploy`; everything else stays as it is there. */
export interface DeploymentChange {
  readonly replicas?: number;
  readonly strategy?: object;
  /** Of the app's own settings. */
  readonly app?: PodAppSettings;
  /** Of the pod's spec. */
  readonly pod?: object;
  /** Of the container. */
  readonly container?: object;
  /** Of the pod template's annotations: another value is another rollout. */
  readonly annotations?: Record<string, string>;
}

interface Container {
  readonly readinessProbe: object;
  readonly env?: readonly object[];
  readonly volumeMounts?: readonly object[];
}

interface DeploymentSpec {
  readonly template: {
    readonly metadata: object;
    readonly spec: { readonly containers: readonly [Container]; readonly volumes?: readonly object[] };
  };
}

export function deployment(cluster: Cluster, change: DeploymentChange): KubeObject {
  const [manifest] = readManifests('deployment.yaml');
  const { template, ...spec } = manifest.spec as unknown as DeploymentSpec;
  const [container] = template.spec.containers;
  const { replicas, strategy, annotations, app = {} } = change;
  return {
    ...manifest,
    spec: {
      ...spec,
      ...(replicas !== undefined && { replicas }),
      ...(strategy && { strategy }),
      template: {
        metadata: { ...template.metadata, annotations },
        spec: {
          ...template.spec,
          // Some pods on another machine: their stamps could not be compared.
          nodeSelector: { 'kubernetes.io/hostname': cluster.nodeName },
          volumes: [...(template.spec.volumes ?? []), ...journalsVolume(cluster)],
          ...change.pod,
          containers: [
            {
              ...container,
              image: cluster.image,
              // Else a rollout waits for probes most of the time.
              readinessProbe: { ...container.readinessProbe, periodSeconds: 1 },
              ...change.container,
              env: [...(container.env ?? []), ...environment(cluster, app)],
              volumeMounts: [...(container.volumeMounts ?? []), ...journalsMount(cluster)],
            },
          ],
        },
      },
    },
  };
}

const journals = { name: 'journals', mountPath: '/journals' };

function environment({ journalsFolder }: Cluster, app: PodAppSettings): object[] {
  const settings = { name: 'POD_APP', value: JSON.stringify(app) };
  return journalsFolder ? [settings, { name: 'JOURNALS', value: journals.mountPath }] : [settings];
}

function journalsVolume({ journalsFolder }: Cluster): object[] {
  return journalsFolder ? [{ name: journals.name, hostPath: { path: journalsFolder, type: 'Directory' } }] : [];
}

function journalsMount({ journalsFolder }: Cluster): object[] {
  return journalsFolder ? [journals] : [];
}
