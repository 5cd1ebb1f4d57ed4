import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type NodeProgram, type NodeProgramOptions, NodePrograms } from './node-program.js';
import { packPackage } from './packed-package.js';

export interface FreshAppFiles {
  /** Of `package.json`; the packed package is added to its dependencies. */
  readonly manifest: { readonly dependencies: Readonly<Record<string, string>>; readonly [key: string]: unknown };
  /** By their path. */
  readonly sources: Readonly<Record<string, string>>;
}

/** An app of somebody else's, in a folder of its own outside this repository, with the packed package installed. */
export class FreshApp {
  readonly folder = mkdtempSync(join(tmpdir(), 'fresh-app-'));
  private readonly programs = new NodePrograms();

  constructor({ manifest, sources }: FreshAppFiles) {
    const dependencies = { ...manifest.dependencies, 'nestjs-kubernetes-leader': packPackage(this.folder).file };
    this.write(
      'package.json',
      JSON.stringify({ name: 'fresh-app', private: true, ...manifest, dependencies }, null, 2),
    );
    for (const [path, source] of Object.entries(sources)) this.write(path, source);
  }

  /** With npm, from the registry. */
  install(): void {
    this.run('npm', 'install', '--prefer-offline', '--no-audit', '--no-fund');
  }

  /** With the app's own compiler. */
  compile(project = 'tsconfig.json'): void {
    this.run('node_modules/.bin/tsc', '-p', project);
  }

  /** @returns what it printed; throws with it if it failed */
  run(command: string, ...args: string[]): string {
    const env = { ...process.env, NODE_OPTIONS: undefined };
    const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: this.folder, env, encoding: 'utf8' });
    const output = `${stdout}${stderr}`;
    if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error ?? `status ${status}`}\n${output}`);
    return output;
  }

  start(name: string, path: string, options: NodeProgramOptions = {}): NodeProgram {
    return this.programs.start(name, join(this.folder, path), { cwd: this.folder, ...options });
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  write(path: string, content: string): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  stopAll(): Promise<void> {
    return this.programs.destroy();
  }

  async remove(): Promise<void> {
    await this.stopAll();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
