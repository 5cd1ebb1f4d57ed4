import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ServiceAccountFiles {
  readonly token: string;
  /** PEM */
  readonly ca: string;
  readonly namespace: string;
}

/**
 * What the kubelet mounts into a pod: `token` leads to `..data/token`, and `..data` to a folder that is never changed but
 * replaced, so that the files change all at once.
 */
export class ServiceAccountFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'service-account-'));
  private count = 0;

  constructor(private files: ServiceAccountFiles) {
    for (const name of ['token', 'ca.crt', 'namespace']) symlinkSync(`..data/${name}`, join(this.path, name));
    this.publish();
  }

  rotate(token: string): void {
    this.files = { ...this.files, token };
    this.publish();
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  private publish(): void {
    const version = `..version_${++this.count}`;
    const { token, ca, namespace } = this.files;
    mkdirSync(join(this.path, version));
    for (const [name, text] of Object.entries({ token, 'ca.crt': ca, namespace })) {
      writeFileSync(join(this.path, version, name), text, { mode: 0o600 });
    }
    const next = join(this.path, '..data_tmp');
    symlinkSync(version, next);
    renameSync(next, join(this.path, '..data'));
  }
}
