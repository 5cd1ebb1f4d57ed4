import { mkdirSync } from 'node:fs';
import { podRange } from './addresses.js';
import { type DaemonOptions } from './daemon.js';
import { pauseImage } from './images.js';
import { type NodeFolder } from './node-folder.js';

/** A container runtime's programs. */
export interface RuntimePrograms {
  readonly containerd: string;
  readonly ctr: string;
  /** With containerd's shim in it. */
  readonly path: string;
  readonly runc: string;
  readonly cniPlugins: string;
  readonly libraries: string;
}

/** containerd 1.6, from Debian. */
export function debianRuntime(packages: string): RuntimePrograms {
  return {
    containerd: `${packages}/usr/bin/containerd`,
    ctr: `${packages}/usr/bin/ctr`,
    path: `${packages}/usr/bin`,
    runc: `${packages}/usr/sbin/runc`,
    cniPlugins: `${packages}/usr/lib/cni`,
    libraries: `${packages}/usr/lib/x86_64-linux-gnu:${packages}/usr/lib/aarch64-linux-gnu`,
  };
}

export function containerdSocket(folder: NodeFolder): string {
  return folder.file('containerd.sock');
}

export function containerd(programs: RuntimePrograms, folder: NodeFolder): DaemonOptions {
  mkdirSync(folder.file('cni'));
  folder.writeJson('cni/10-pods.conflist', {
    cniVersion: '1.0.0',
    name: 'pods',
    plugins: [
      {
        type: 'bridge',
        bridge: 'pods0',
        isGateway: true,
        hairpinMode: true,
        ipam: {
          type: 'host-local',
          dataDir: folder.file('ipam'),
          ranges: [[{ subnet: podRange }]],
          routes: [{ dst: '0.0.0.0/0' }],
        },
      },
    ],
  });
  return {
    name: 'containerd',
    program: programs.containerd,
    args: ['--config', folder.write('containerd.toml', version2(programs, folder))],
    env: { PATH: `${programs.path}:${process.env.PATH}`, LD_LIBRARY_PATH: programs.libraries },
  };
}

/** Debian's configuration is as old as its containerd. */
function version2({ runc, cniPlugins }: RuntimePrograms, folder: NodeFolder): string {
  return `
version = 2
root = "${folder.file('containerd')}"
state = "${folder.file('containerd-state')}"
[grpc]
  address = "${containerdSocket(folder)}"
[plugins.'io.containerd.grpc.v1.cri']
  sandbox_image = "${pauseImage}"
  disable_apparmor = true
  restrict_oom_score_adj = true # nobody may lower it without CAP_SYS_RESOURCE
[plugins.'io.containerd.grpc.v1.cri'.cni]
  bin_dir = "${cniPlugins}"
  conf_dir = "${folder.file('cni')}"
[plugins.'io.containerd.grpc.v1.cri'.containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"
  [plugins.'io.containerd.grpc.v1.cri'.containerd.runtimes.runc.options]
    BinaryName = "${runc}"
    SystemdCgroup = false
`;
}
