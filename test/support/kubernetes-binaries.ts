import { goBinary } from './go-binary.js';
import { builtKubeApiServer, kubernetesVersion } from './kube-apiserver-binary.js';

/** Where the programs of a Kubernetes with a node are. */
export interface KubernetesBinaries {
  readonly apiServer: string;
  readonly controllerManager: string;
  readonly scheduler: string;
  readonly kubelet: string;
  readonly kubectl: string;
}

/** All from the same Go module as the API server, which is built first: what they share is compiled once. */
export async function kubernetesBinaries(): Promise<KubernetesBinaries> {
  return {
    apiServer: await builtKubeApiServer(),
    controllerManager: await build('kube-controller-manager'),
    scheduler: await build('kube-scheduler'),
    kubelet: await build('kubelet'),
    kubectl: await builtKubectl(),
  };
}

export function builtKubectl(): Promise<string> {
  return build('kubectl');
}

function build(name: string): Promise<string> {
  return goBinary({
    name,
    source: `k8s.io/kubernetes/cmd/${name}`,
    linkerFlags: kubernetesVersion,
    building: `Building ${name} with Go: minutes the first time`,
  });
}
