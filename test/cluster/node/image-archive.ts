import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Image {
  readonly name: string;
  /** Each the root folder of a layer. */
  readonly layers: readonly string[];
  /** What `docker inspect` calls Config. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** Writes what `docker load`, `ctr images import` and `kind load image-archive` take. */
export function writeImageArchive({ name, layers, config }: Image, file: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'image-'));
  try {
    const archives = layers.map((root, index) => {
      const archive = `layer-${index}.tar`;
      tar(root, join(folder, archive), ['.']);
      return archive;
    });
    const digests = archives.map(archive => {
      const hash = createHash('sha256').update(readFileSync(join(folder, archive)));
      return `sha256:${hash.digest('hex')}`;
    });
    const architecture = { x64: 'amd64', arm64: 'arm64' }[process.arch as string];
    const image = { architecture, os: 'linux', config, rootfs: { type: 'layers', diff_ids: digests } };
    const manifest = [{ Config: 'config.json', RepoTags: [name], Layers: archives }];
    writeFileSync(join(folder, 'config.json'), JSON.stringify(image));
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
    tar(folder, file, ['manifest.json', 'config.json', ...archives]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function tar(folder: string, file: string, paths: readonly string[]): void {
  execFileSync('tar', ['--numeric-owner', '--owner=0', '--group=0', '-C', folder, '-cf', file, ...paths]);
}
