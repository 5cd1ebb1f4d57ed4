import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { debianProgram } from './debian-program.js';

/** The folder of a server's programs, and what they need of the environment. */
export interface Programs {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** The folder as it was unpacked; undefined if the machine has these programs installed. */
  readonly unpacked?: string;
}

/** @returns the machine's own, or Debian's, unpacked */
export function redisPrograms(): Programs {
  const folder = installed('redis-server', []);
  if (folder !== undefined) return { folder, env: {} };
  const { folder: unpacked, env } = debianProgram('redis-server');
  return { folder: join(unpacked, 'usr/bin'), env, unpacked };
}

/** @returns the machine's own, or Debian's, unpacked */
export function postgresPrograms(): Programs {
  const folder = installed('initdb', postgresFolders('/'));
  if (folder !== undefined) return { folder, env: {} };
  const { folder: unpacked, env } = debianProgram('postgresql');
  return { folder: postgresFolders(unpacked)[0], env, unpacked };
}

/** Debian keeps them apart by version, and leads to few of them from PATH. */
function postgresFolders(root: string): string[] {
  const versions = join(root, 'usr/lib/postgresql');
  if (!existsSync(versions)) return [];
  return readdirSync(versions).map(version => join(versions, version, 'bin'));
}

function installed(name: string, more: readonly string[]): string | undefined {
  if (process.env.UNPACK_PROGRAMS) return undefined; // to try what a machine without them does
  const folders = [...more, ...(process.env.PATH ?? '').split(delimiter)];
  return folders.find(folder => existsSync(join(folder, name)));
}
