import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { type NodeProgram, type NodeProgramOptions, NodePrograms } from '../support/node-program.js';

export interface RunOptions {
  /** The `node` that the command finds. @default this process's */
  readonly node?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** An app in a folder of its own outside this repository, so that no module of ours is found by chance. */
export class ToolchainApp {
  private readonly programs = new NodePrograms();

  constructor(readonly folder = mkdtempSync(join(tmpdir(), 'toolchain-'))) {}

  write(sources: Readonly<Record<string, string | object>>): void {
    for (const [path, source] of Object.entries(sources)) {
      const file = join(this.folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, typeof source === 'string' ? source : JSON.stringify(source, null, 2));
    }
  }

  /** @returns what it printed; rejects with it if it failed */
  run(
    command: string,
    args: readonly string[],
    { node = process.execPath, env = {} }: RunOptions = {},
  ): Promise<string> {
    const PATH = [dirname(node), join(this.folder, 'node_modules/.bin'), process.env['PATH']].join(delimiter);
    const child = spawn(command, args, {
      cwd: this.folder,
      env: { ...process.env, NODE_OPTIONS: undefined, NO_COLOR: '1', ...env, PATH },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => (output += text));
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', status => {
        if (status === 0) resolve(output);
        else reject(new Error(`${command} ${args.join(' ')} ended with ${status}:\n${output}`));
      });
    });
  }

  start(name: string, path: string, options: NodeProgramOptions): NodeProgram {
    return this.programs.start(name, join(this.folder, path), { cwd: this.folder, ...options });
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  async remove(): Promise<void> {
    await this.programs.destroy();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
