import { existsSync, mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { nodeAddress, serviceAddress } from './addresses.js';
import { type Namespaces } from './namespaces.js';
import { type NodeFolder } from './node-folder.js';

/**
 * What the kubelet wants the kernel set to, and sets where it is not. These are the whole machine's: in there it finds
 * them as it wants them, in files that lie over the real ones.
 */
const kernelSettings = {
  'vm/overcommit_memory': 1,
  'vm/panic_on_oom': 0,
  'kernel/panic': 10,
  'kernel/panic_on_oops': 1,
  'kernel/keys/root_maxkeys': 1_000_000,
  'kernel/keys/root_maxbytes': 25_000_000,
};

/** Makes a machine of the namespaces: what a node's programs write outside of the folder goes to memory, or nowhere. */
export async function furnish(namespaces: Namespaces, busybox: string, folder: NodeFolder): Promise<void> {
  const settings = Object.entries(kernelSettings).map(([name, value]) => {
    const file = folder.write(name.replaceAll('/', '.'), `${value}\n`);
    return `[ ! -e /proc/sys/${name} ] || mount --bind ${file} /proc/sys/${name}`;
  });
  const script = [
    'set -e',
    ...['/run', '/var/lib', '/var/log'].map(path => `mount -t tmpfs tmpfs ${path}`),
    ...settings,
    `ip() { ${busybox} ip "$@"; }`,
    'ip link set lo up',
    `ip addr add ${serviceAddress}/32 dev lo`,
    // The node's address needs a device; the kernel may have no dummy ones.
    'ip link add node0 type bridge',
    `ip addr add ${nodeAddress}/24 dev node0`,
    'ip link set node0 up',
    'ip route add default dev node0',
    'echo 1 > /proc/sys/net/ipv4/ip_forward',
  ];
  await namespaces.run('sh', [], { input: script.join('\n') });
}

const cgroups = '/sys/fs/cgroup';

/** A control group of the tests' own, in each hierarchy that the machine has. */
export class ControlGroup {
  readonly name = `/leader-tests-${process.pid}`;
  private readonly folders = hierarchies().map(hierarchy => join(hierarchy, this.name));

  constructor() {
    for (const folder of this.folders) mkdirSync(folder, { recursive: true });
  }

  /** When nothing runs in it any more. */
  remove(): void {
    for (const folder of this.folders) removeTree(folder);
  }
}

function hierarchies(): string[] {
  if (existsSync(join(cgroups, 'cgroup.controllers'))) return [cgroups];
  const folders = readdirSync(cgroups).map(name => join(cgroups, name));
  return folders.filter(folder => existsSync(join(folder, 'cgroup.procs')));
}

/** The files in these folders are the kernel's: only the folders can be removed. */
function removeTree(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) removeTree(path);
  }
  rmdirSync(folder);
}
