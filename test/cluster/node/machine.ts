import { existsSync, mkdirSync, readdirSync } from 'node:fs';
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

/** Makes a control group of the tests' own, in each hierarchy that the machine has. */
export function makeControlGroup(name: string): void {
  for (const hierarchy of hierarchies()) mkdirSync(join(hierarchy, name));
}

/** The shell command that removes it when nothing runs in it any more: its files are the kernel's, only folders can be removed. */
export function removingControlGroup(name: string): string {
  return `find ${cgroups} -depth -type d -path '${cgroups}*/${name}*' -exec rmdir {} ';' 2> /dev/null`;
}

function hierarchies(): string[] {
  if (existsSync(join(cgroups, 'cgroup.controllers'))) return [cgroups];
  const folders = readdirSync(cgroups).map(name => join(cgroups, name));
  return folders.filter(folder => existsSync(join(folder, 'cgroup.procs')));
}
