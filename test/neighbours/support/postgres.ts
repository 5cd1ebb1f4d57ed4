import { execFileSync } from 'node:child_process';
import { chownSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { Daemon } from './daemon.js';
import { postgresPrograms, type Programs } from './programs.js';

/** It refuses to run as root. */
const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined;

/** A real PostgreSQL with an empty database. */
export class Postgres {
  private constructor(
    private readonly daemon: Daemon,
    private readonly folder: string,
  ) {}

  static async start(): Promise<Postgres> {
    const folder = mkdtempSync(join(tmpdir(), 'postgres-'));
    if (user) chownSync(folder, user.uid, user.gid);
    const { folder: programs, env } = within(folder, postgresPrograms());
    const data = join(folder, 'data');
    const setUp = ['-D', data, '--username=postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'];
    execFileSync(join(programs, 'initdb'), setUp, {
      env: { ...process.env, ...env },
      cwd: '/',
      stdio: 'pipe',
      ...user,
    });
    const settings = [
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      'dynamic_shared_memory_type=mmap',
      'fsync=off',
      'jit=off',
    ];
    const daemon = await Daemon.start(port => ({
      command: join(programs, 'postgres'),
      args: ['-D', data, '-p', `${port}`, ...settings.flatMap(setting => ['-c', setting])],
      env,
      ready: 'database system is ready to accept connections',
      signal: 'QUIT',
      user,
    }));
    return new Postgres(daemon, folder);
  }

  get url(): string {
    return `postgres://postgres@127.0.0.1:${this.daemon.port}/postgres`;
  }

  async stop(): Promise<void> {
    await this.daemon.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** That other user may not be let into our folders: what was unpacked goes where it may. */
function within(folder: string, programs: Programs): Programs {
  if (!user || programs.unpacked === undefined) return programs;
  const unpacked = join(folder, 'programs');
  cpSync(programs.unpacked, unpacked, { recursive: true, verbatimSymlinks: true });
  const moved = (path: string) => join(unpacked, relative(programs.unpacked!, path));
  const LD_LIBRARY_PATH = programs.env.LD_LIBRARY_PATH.split(':').map(moved).join(':');
  return { folder: moved(programs.folder), env: { LD_LIBRARY_PATH }, unpacked };
}
