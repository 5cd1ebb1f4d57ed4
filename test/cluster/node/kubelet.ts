import { nodeAddress, nodeName } from './addresses.js';
import { type DaemonOptions } from './daemon.js';
import { type NodeFolder } from './node-folder.js';
import { containerdSocket } from './runtime.js';

export function kubelet(program: string, folder: NodeFolder, cgroupRoot: string): DaemonOptions {
  const config = folder.writeJson('kubelet', {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    containerRuntimeEndpoint: `unix://${containerdSocket(folder)}`,
    cgroupDriver: 'cgroupfs',
    cgroupRoot,
    failCgroupV1: false,
    failSwapOn: false,
    authentication: { anonymous: { enabled: true }, webhook: { enabled: false } },
    authorization: { mode: 'AlwaysAllow' },
    resolvConf: '',
    clusterDomain: 'cluster.local',
    localStorageCapacityIsolation: false,
    makeIPTablesUtilChains: false,
    serializeImagePulls: false,
    imageGCHighThresholdPercent: 100,
    evictionHard: { 'memory.available': '100Mi', 'nodefs.available': '1%', 'imagefs.available': '1%' },
  });
  return {
    name: 'kubelet',
    program,
    args: [
      `--kubeconfig=${folder.kubeconfig}`,
      `--config=${config}`,
      `--cert-dir=${folder.path}/kubelet-pki`,
      `--node-ip=${nodeAddress}`,
      `--hostname-override=${nodeName}`,
    ],
  };
}
