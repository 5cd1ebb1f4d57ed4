import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { goBinary } from '../../support/go-binary.js';
import { podRange } from './addresses.js';
import { type DaemonOptions } from './daemon.js';
import { pauseImage } from './images.js';
import { type NodeFolder } from './node-folder.js';

/** A container runtime's programs. */
export interface RuntimePrograms {
  /** containerd's major version: its configuration is another one. */
  readonly version: 1 | 2;
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
    version: 1,
    containerd: `${packages}/usr/bin/containerd`,
    ctr: `${packages}/usr/bin/ctr`,
    path: `${packages}/usr/bin`,
    runc: `${packages}/usr/sbin/runc`,
    cniPlugins: `${packages}/usr/lib/cni`,
    libraries: `${packages}/usr/lib/x86_64-linux-gnu:${packages}/usr/lib/aarch64-linux-gnu`,
  };
}

/** containerd 2, built from Go modules, with all else from Debian. */
export async function builtRuntime(packages: string): Promise<RuntimePrograms> {
  const build = (name: string) =>
    goBinary({
      name,
      module: 'containerd',
      source: `github.com/containerd/containerd/v2/cmd/${name}`,
      tags: ['no_btrfs', 'no_zfs', 'no_devmapper'],
      building: `Building ${name} 2 with Go: minutes the first time`,
    });
  return {
    ...debianRuntime(packages),
    version: 2,
    containerd: await build('containerd'),
    ctr: await build('ctr'),
    path: dirname(await build('containerd-shim-runc-v2')),
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
    args: ['--config', folder.write('containerd.toml', configuration(programs, folder))],
    env: { PATH: `${programs.path}:${process.env.PATH}`, LD_LIBRARY_PATH: programs.libraries },
  };
}

/** What containerd 1 and 2 call the same. */
const dialects = {
  1: {
    schema: 2,
    cri: 'io.containerd.grpc.v1.cri',
    sandbox: `sandbox_image = "${pauseImage}"`,
    images: '',
    plugins: (folder: string) => `bin_dir = "${folder}"`,
  },
  2: {
    schema: 3,
    cri: 'io.containerd.cri.v1.runtime',
    sandbox: '',
    images: `[plugins.'io.containerd.cri.v1.images'.pinned_images]\n  sandbox = "${pauseImage}"`,
    plugins: (folder: string) => `bin_dirs = ["${folder}"]`,
  },
};

function configuration({ version, runc, cniPlugins }: RuntimePrograms, folder: NodeFolder): string {
  const { schema, cri, sandbox, images, plugins } = dialects[version];
  return `
version = ${schema}
root = "${folder.file('containerd')}"
state = "${folder.file('containerd-state')}"
[grpc]
  address = "${containerdSocket(folder)}"
${images}
[plugins.'${cri}']
  disable_apparmor = true
  restrict_oom_score_adj = true # nobody may lower it without CAP_SYS_RESOURCE
  ${sandbox}
[plugins.'${cri}'.cni]
  ${plugins(cniPlugins)}
  conf_dir = "${folder.file('cni')}"
[plugins.'${cri}'.containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"
  [plugins.'${cri}'.containerd.runtimes.runc.options]
    BinaryName = "${runc}"
    SystemdCgroup = false
`;
}
