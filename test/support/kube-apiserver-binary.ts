import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { goBinary } from './go-binary.js';

/** Where the server's programs are. A built one carries its own etcd. */
export interface KubeApiServerBinary {
  readonly apiServer: string;
  readonly etcd?: string;
}

/** `KUBEBUILDER_ASSETS`, else the binary built earlier, else `go build` (minutes). */
export async function kubeApiServerBinary(): Promise<KubeApiServerBinary> {
  const assets = process.env.KUBEBUILDER_ASSETS;
  return assets ? envtestBinaries(assets) : { apiServer: await builtKubeApiServer() };
}

function envtestBinaries(folder: string): KubeApiServerBinary {
  const binaries = { apiServer: join(folder, 'kube-apiserver'), etcd: join(folder, 'etcd') };
  for (const path of Object.values(binaries)) {
    if (!existsSync(path)) throw new Error(`KUBEBUILDER_ASSETS is set, but there is no ${path}. ${CHOICES}`);
  }
  return binaries;
}

export async function builtKubeApiServer(): Promise<string> {
  try {
    return await goBinary({
      name: 'kube-apiserver',
      source: './cmd/apiserver',
      linkerFlags: kubernetesVersion,
      building: 'Building kube-apiserver with Go: about eight minutes the first time',
    });
  } catch (error) {
    throw new Error(`${CHOICES}\n${(error as Error).message}`, { cause: error });
  }
}

/** The version that a program of Kubernetes says it has; the linker fills it in. */
export function kubernetesVersion(goMod: string): string {
  return `-X k8s.io/component-base/version.gitVersion=${/k8s\.io\/kubernetes (v\S+)/.exec(goMod)?.[1]}`;
}

const CHOICES = `These tests need a real Kubernetes API server. Provide one of:
  TEST_KUBECONFIG      a kubeconfig file of any cluster (kind, k3d, ...); a namespace is created there and deleted
  KUBEBUILDER_ASSETS   a folder with the programs kube-apiserver and etcd (what "setup-envtest use" downloads)
  go                   Go 1.26 or newer on the PATH, with its module proxy in reach: the server is built once`;
