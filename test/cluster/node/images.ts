import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FreshApp } from '../../support/fresh-app.js';
import { root as repository } from '../../support/packed-package.js';
import { writeImageArchive } from './image-archive.js';

/** As `sample/deploy` calls it. */
export const appImage = 'billing:1.0.0';
export const pauseImage = 'local.test/pause:1';

/** What a container's shell and its hooks are made of. */
const applets = ['sh', 'sleep', 'kill', 'ps', 'ls', 'cat', 'wget', 'env', 'id'];

/** Holds a pod's namespaces, and does nothing. */
export function writePauseImage(busybox: string, file: string): void {
  withFolder(folder => {
    install(busybox, join(folder, 'busybox'));
    writeImageArchive(
      { name: pauseImage, layers: [folder], config: { Entrypoint: ['/busybox', 'sleep', '1000000000'] } },
      file,
    );
  });
}

/** The app of `test/apps/pod`, compiled, with the packed package and its dependencies installed by npm, on this Node. */
export function writeAppImage(busybox: string, file: string): void {
  withFolder(folder => {
    const layers = [join(folder, 'system'), join(folder, 'app')];
    layers.forEach(layer => mkdirSync(layer));
    installSystem(busybox, layers[0]);
    installApp(join(layers[1], 'app'));
    const config = {
      User: '1000',
      WorkingDir: '/app',
      Env: ['PATH=/bin', 'NODE_ENV=production'],
      Cmd: ['node', 'main.js'],
    };
    writeImageArchive({ name: appImage, layers, config }, file);
  });
}

function installSystem(busybox: string, root: string): void {
  install(process.execPath, join(root, 'bin/node'));
  for (const library of librariesOf(process.execPath)) install(library, join(root, library));
  install(busybox, join(root, 'bin/busybox'));
  for (const applet of applets) symlinkSync('busybox', join(root, 'bin', applet));
  for (const mountPoint of ['proc', 'sys', 'dev', 'tmp', 'etc']) mkdirSync(join(root, mountPoint));
  chmodSync(join(root, 'tmp'), 0o1777);
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0::/:/bin/sh\nnode:x:1000:1000::/app:/bin/sh\n');
}

function librariesOf(program: string): string[] {
  const lines = execFileSync('ldd', [program], { encoding: 'utf8' }).split('\n');
  return lines.flatMap(line => /(\/\S+) \(0x/.exec(line)?.[1] ?? []);
}

function installApp(folder: string): void {
  const compiled = join(repository, '.build/test/apps/pod');
  if (!existsSync(compiled)) throw new Error(`${compiled} is not there: npm run build:apps`);
  const app = new FreshApp({
    manifest: {
      type: 'module',
      dependencies: {
        '@nestjs/common': '^12.5.1',
        '@nestjs/core': '^12.5.1',
        '@nestjs/platform-express': '^12.5.1',
        '@nestjs/schedule': '^12.0.2',
        'reflect-metadata': '^0.2.2',
        rxjs: '^7.8.2',
      },
    },
    sources: {},
  });
  try {
    app.install();
    cpSync(app.folder, folder, { recursive: true, verbatimSymlinks: true, filter: path => !path.endsWith('.tgz') });
    cpSync(compiled, folder, { recursive: true });
    chmodSync(folder, 0o755); // a temporary folder is its owner's alone
  } finally {
    rmSync(app.folder, { recursive: true, force: true });
  }
}

function install(source: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(source, target);
  chmodSync(target, 0o755);
}

function withFolder(use: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'image-'));
  chmodSync(folder, 0o755); // it becomes the root of a layer
  try {
    use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
