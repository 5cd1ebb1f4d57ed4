import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface CommandResult {
  readonly status: number | null;
  readonly output: string;
}

/** A command as a shell runs it, with all that it starts in one process group. */
export class ShellCommand {
  private readonly child: ChildProcess;
  private readonly closed: Promise<unknown>;
  private output = '';
  private spoke!: () => void;
  private readonly spoken = new Promise<void>(resolve => (this.spoke = resolve));

  constructor(command: string, cwd: string, env: NodeJS.ProcessEnv) {
    const script = `set -o pipefail; ${command}`;
    this.child = spawn('bash', ['-c', script], { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    this.closed = once(this.child, 'close');
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
        this.spoke();
      });
    }
  }

  /** Resolves when it has ended by itself. */
  async ended(): Promise<CommandResult> {
    await this.closed;
    return { status: this.child.exitCode, output: this.output };
  }

  /** For what does not end by itself: resolves when it has printed something, or has ended. Ends it then. */
  async printed(): Promise<CommandResult> {
    await Promise.race([this.spoken, this.closed]);
    const status = this.child.exitCode;
    this.kill();
    await this.closed;
    return { status, output: this.output };
  }

  kill(): void {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    process.kill(-this.child.pid!, 'SIGKILL');
  }
}
