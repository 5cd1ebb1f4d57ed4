import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';

export interface CommandOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** For its stdin. */
  readonly input?: string;
}

/**
 * A mount, network and process namespace: what runs in there sees no process, address or mount of this machine's own, and
 * ends with the first process in there, however that ends.
 */
export class Namespaces {
  private constructor(
    /** Holds the namespaces; its stdin is ours, so that it ends when this process does, kill -9 included. */
    private readonly holder: ChildProcess,
    /** The first process in there, as it is called out here. */
    private readonly init: number,
  ) {}

  /** @param cleanUp a shell command for when all has ended in there, also if this process was killed */
  static async create(cleanUp: string): Promise<Namespaces> {
    const unshare = 'unshare --mount --net --pid --fork --mount-proc --kill-child=KILL';
    // bash, because it also reaps the processes of others, as the first process has to.
    const first = `bash -c 'mount --make-rshared / && echo ready && read -r'`;
    const holder = spawn('bash', ['-c', `${unshare} -- ${first}\n${cleanUp}`], {
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true, // what ends our process group must not keep it from cleaning up
    });
    let output = '';
    holder.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const ended = once(holder, 'close').then(() => Promise.reject(new Error(`no namespaces: ${output}`)));
    await Promise.race([once(holder.stdout, 'data'), ended]);
    ended.catch(() => undefined);
    return new Namespaces(holder, childOf(childOf(holder.pid)));
  }

  /** @returns what it printed; rejects with it if it failed */
  run(command: string, args: readonly string[] = [], { env, input }: CommandOptions = {}): Promise<string> {
    return new Promise((resolve, reject) => {
      const [nsenter, ...rest] = this.entering;
      const child = execFile(
        nsenter,
        [...rest, command, ...args],
        { env: { ...process.env, ...env }, maxBuffer: 64 << 20 },
        (error, stdout, stderr) => {
          if (error) reject(new Error(`${command} ${args.join(' ')}: ${stderr || stdout || error.message}`));
          else resolve(stdout);
        },
      );
      child.stdin?.on('error', () => undefined).end(input ?? '');
    });
  }

  /** Leaves it running, its output in the file `log`. */
  start(command: string, args: readonly string[], log: string, env: NodeJS.ProcessEnv = {}): ChildProcess {
    const output = openSync(log, 'a');
    const [nsenter, ...rest] = this.entering;
    const child = spawn(nsenter, [...rest, command, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    return child;
  }

  /** Ends all that runs in there, and cleans up. */
  async destroy(): Promise<void> {
    if (this.holder.exitCode !== null || this.holder.signalCode !== null) return;
    const gone = once(this.holder, 'exit'); // it waits for the first process, and that for all others
    process.kill(this.init, 'SIGKILL');
    await gone;
  }

  /** What stands before a command to run it in there. */
  get entering(): readonly [string, ...string[]] {
    return ['nsenter', '--target', String(this.init), '--mount', '--net', '--pid', '--'];
  }
}

function childOf(pid: number | undefined): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
}
