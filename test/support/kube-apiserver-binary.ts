import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the server's programs are. A built one carries its own etcd. */
export interface KubeApiServerBinary {
  readonly apiServer: string;
  readonly etcd?: string;
}

/** `KUBEBUILDER_ASSETS`, else the binary built earlier, else `go build` (minutes). */
export async function kubeApiServerBinary(): Promise<KubeApiServerBinary> {
  const assets = process.env.KUBEBUILDER_ASSETS;
  if (assets) return envtestBinaries(assets);

  const module = goModule();
  const built = join(cacheFolder(module), 'kube-apiserver');
  if (!existsSync(built)) await build(module, built);
  return { apiServer: built };
}

function envtestBinaries(folder: string): KubeApiServerBinary {
  const binaries = { apiServer: join(folder, 'kube-apiserver'), etcd: join(folder, 'etcd') };
  for (const path of Object.values(binaries)) {
    if (!existsSync(path)) throw new Error(`KUBEBUILDER_ASSETS is set, but there is no ${path}. ${CHOICES}`);
  }
  return binaries;
}

/** Walks up, because a compiled copy of this file lies deeper than its source. */
function goModule(): string {
  const start = dirname(fileURLToPath(import.meta.url));
  for (let folder = start; ; folder = dirname(folder)) {
    const module = join(folder, 'test', 'kube-apiserver');
    if (existsSync(join(module, 'go.mod'))) return module;
    if (folder === dirname(folder)) throw new Error(`no test/kube-apiserver above ${start}`);
  }
}

/** In `.cache`, not `node_modules/.cache`, which `npm ci` deletes; by content, so that no stale binary is used. */
function cacheFolder(module: string): string {
  const sources = readdirSync(join(module, 'cmd', 'apiserver')).sort();
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}`);
  for (const file of ['go.mod', 'go.sum', ...sources.map(name => join('cmd', 'apiserver', name))]) {
    hash.update(`\0${file}\0`).update(readFileSync(join(module, file)));
  }
  return join(module, '..', '..', '.cache', 'kube-apiserver', hash.digest('hex').slice(0, 16));
}

async function build(module: string, output: string): Promise<void> {
  const version = /k8s\.io\/kubernetes (v\S+)/.exec(readFileSync(join(module, 'go.mod'), 'utf8'))?.[1] ?? '';
  process.stderr.write(
    `Building kube-apiserver ${version} with Go: about eight minutes the first time, then it is kept in .cache/\n`,
  );
  mkdirSync(dirname(output), { recursive: true });
  // Renamed into place when whole: a build that is broken off, or two at a time, must not leave half a binary.
  const unfinished = `${output}.${process.pid}`;
  const flags = `-s -w -X k8s.io/component-base/version.gitVersion=${version}`;
  const args = ['build', '-trimpath', '-buildvcs=false', '-ldflags', flags, '-o', unfinished, './cmd/apiserver'];
  await go(args, module);
  renameSync(unfinished, output);
}

function go(args: string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('go', args, {
      cwd,
      env: { ...process.env, CGO_ENABLED: '0' },
      stdio: ['ignore', 'inherit', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.on('error', error => reject(new Error(`${CHOICES}\nGo did not start: ${error.message}`)));
    child.on('close', code => (code === 0 ? resolve() : reject(new Error(`${CHOICES}\n"go build" failed: ${errors}`))));
  });
}

const CHOICES = `These tests need a real Kubernetes API server. Provide one of:
  TEST_KUBECONFIG      a kubeconfig file of any cluster (kind, k3d, ...); a namespace is created there and deleted
  KUBEBUILDER_ASSETS   a folder with the programs kube-apiserver and etcd (what "setup-envtest use" downloads)
  go                   Go 1.26 or newer on the PATH, with its module proxy in reach: the server is built once`;
