import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Before the tests: Nest 11, beside the Nest 12 that is ours. In `.cache`, since `npm ci` would throw it away. */
export default function install() {
  const wanted = fileURLToPath(new URL('nest-11/package.json', import.meta.url));
  const folder = fileURLToPath(new URL('../../.cache/nest-11', import.meta.url));
  const done = `${folder}/installed.json`;
  if (existsSync(done) && readFileSync(done, 'utf8') === readFileSync(wanted, 'utf8')) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  copyFileSync(wanted, `${folder}/package.json`);
  execFileSync('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock'], {
    cwd: folder,
    stdio: 'inherit',
  });
  copyFileSync(wanted, done);
}
