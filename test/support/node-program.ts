import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';

export interface NodeProgramOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** @default this process's Node */
  readonly node?: string;
  readonly args?: readonly string[];
  /** What runs it, as `unshare` does: a command and its arguments. Signals go to the program all the same. */
  readonly runner?: readonly string[];
}

/** How a process ended: with a status, or of a signal. */
export type End = number | NodeJS.Signals;

/** Generous: a test that waits for longer has failed, and says for what. */
const patience = 60_000;

/** The child's stdin ends with this process, however it ends, and the child with it; it does not live longer for that. */
const leash = `data:text/javascript,${encodeURIComponent(
  // The kernel lets no process of a pid namespace kill its PID 1, not even that one itself.
  "process.stdin.on('error', () => {}).on('close', () => (process.kill(process.pid, 'SIGKILL'), process.exit(137))).resume().unref?.();",
)}`;

/** A Node program in a process of its own, as a user sees it: what it prints, and how it ends. */
export class NodeProgram {
  /** Of stdout and stderr, without colours. */
  readonly lines: string[] = [];
  private readonly ended: Promise<End>;
  private readonly child: ChildProcess;
  private readonly isRun: boolean;
  private end: End | undefined;

  constructor(
    readonly name: string,
    file: string,
    { env = {}, cwd, node = process.execPath, args = [], runner = [] }: NodeProgramOptions = {},
  ) {
    this.isRun = runner.length > 0;
    const [command, ...rest] = [...runner, node, '--import', leash, file, ...args];
    this.child = spawn(command, rest, {
      cwd,
      env: { ...process.env, NODE_OPTIONS: undefined, KUBERNETES_SERVICE_HOST: undefined, NO_COLOR: '1', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout!, this.child.stderr!]) this.read(stream);
    this.ended = new Promise((resolve, reject) => {
      this.child.once('error', error => {
        this.lines.push(String(error));
        reject(error);
      });
      this.child.once('close', (code, signal) => resolve((this.end = signal ?? code!)));
    });
    this.ended.catch(() => {}); // said by waitUntil
  }

  get pid(): number {
    return this.child.pid!;
  }

  get hasEnded(): boolean {
    return this.end !== undefined;
  }

  /** Those that match, as they came. */
  said(pattern: RegExp): string[] {
    return this.lines.filter(line => pattern.test(line));
  }

  /** @returns the `count`th line from the `after`th on that matches */
  async says(pattern: RegExp, { count = 1, after = 0 } = {}): Promise<string> {
    const matching = () => this.lines.slice(after).filter(line => pattern.test(line));
    await this.waitUntil(() => matching().length >= count, `say ${count} times ${pattern}`);
    return matching()[count - 1];
  }

  signal(signal: NodeJS.Signals): void {
    if (!this.isRun) this.child.kill(signal);
    else process.kill(onlyChildOf(this.pid), signal);
  }

  /** Waits until it has ended. */
  async exit(longest = patience): Promise<End> {
    await this.waitUntil(() => this.hasEnded, 'end', longest);
    return this.end!;
  }

  /** Resolves when it is gone. */
  async destroy(): Promise<void> {
    if (this.hasEnded) return;
    this.child.kill('SIGKILL');
    await this.ended.catch(() => {});
  }

  private async waitUntil(isSo: () => boolean, what: string, longest = patience): Promise<void> {
    for (const until = performance.now() + longest; !isSo(); await delay(10)) {
      if (this.hasEnded && !isSo()) break;
      if (performance.now() > until) break;
    }
    if (isSo()) return;
    const state = this.hasEnded ? `It ended: ${this.end}.` : 'It still runs.';
    throw new Error(`Expected ${this.name} to ${what}. ${state} It said:\n${this.lines.join('\n')}`);
  }

  private read(stream: NodeJS.ReadableStream): void {
    let rest = '';
    stream.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop()!;
      this.lines.push(...lines.map(stripVTControlCharacters));
    });
    stream.on('end', () => {
      if (rest) this.lines.push(stripVTControlCharacters(rest));
    });
  }
}

function onlyChildOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim());
}

/** Programs that a test starts; none of them outlives it. */
export class NodePrograms {
  private readonly all: NodeProgram[] = [];

  start(name: string, file: string, options?: NodeProgramOptions): NodeProgram {
    const program = new NodeProgram(name, file, options);
    this.all.push(program);
    return program;
  }

  async destroy(): Promise<void> {
    await Promise.all(this.all.splice(0).map(program => program.destroy()));
  }
}
