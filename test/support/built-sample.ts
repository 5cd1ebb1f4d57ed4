import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where `npm run build:apps` puts a program of `sample/`. */
export function builtSample(path: string): string {
  const file = fileURLToPath(new URL(`../../.build/sample/${path}`, import.meta.url));
  if (!existsSync(file)) throw new Error(`${file} is not there: npm run build:apps`);
  return file;
}
