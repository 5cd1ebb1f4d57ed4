import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Daemon } from './daemon.js';
import { redisPrograms } from './programs.js';

/** A real Redis that keeps nothing. */
export class Redis {
  private constructor(
    private readonly daemon: Daemon,
    private readonly folder: string,
  ) {}

  static async start(): Promise<Redis> {
    const { folder: programs, env } = redisPrograms();
    const folder = mkdtempSync(join(tmpdir(), 'redis-'));
    const daemon = await Daemon.start(port => ({
      command: join(programs, 'redis-server'),
      args: ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'],
      env,
      ready: 'Ready to accept connections',
      signal: 'TERM',
    }));
    return new Redis(daemon, folder);
  }

  get url(): string {
    return `redis://127.0.0.1:${this.daemon.port}`;
  }

  async stop(): Promise<void> {
    await this.daemon.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
