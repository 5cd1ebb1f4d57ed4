import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../support/free-port.js';

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What it prints when it listens. */
  readonly ready: string;
  /** What it ends of. */
  readonly signal: 'TERM' | 'QUIT';
  /** Whose process it is. @default this process's user */
  readonly user?: { readonly uid: number; readonly gid: number };
}

/** The program's input ends with this process, however it ends, and the program with it. */
const leash = `exec 3<&0; signal=$0; "$@" </dev/null 3<&- & program=$!
(read _ <&3; kill -s $signal $program) & wait $program`;

/** Generous: a program that is not ready by then has failed. */
const patience = 60_000;

/** A program that listens on a port of 127.0.0.1; it does not outlive this process. */
export class Daemon {
  private output = '';

  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
    private readonly ready: string,
  ) {
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
  }

  /** @param on the program for a port that was free a moment ago; if somebody else takes it first, on another */
  static async start(on: (port: number) => Program): Promise<Daemon> {
    for (let attempt = 1; ; attempt++) {
      const port = await freePort();
      const program = on(port);
      const daemon = new Daemon(spawned(program), port, program.ready);
      if (await daemon.isReady()) return daemon;
      await daemon.stop();
      if (attempt === 5) throw new Error(`It does not listen on 127.0.0.1:${port}. It said:\n${daemon.output}`);
    }
  }

  async stop(): Promise<void> {
    const ended = this.hasEnded ? undefined : once(this.child, 'exit');
    this.child.stdin!.destroy();
    await ended;
  }

  private get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  private async isReady(): Promise<boolean> {
    for (const until = performance.now() + patience; performance.now() < until && !this.hasEnded; await delay(50)) {
      if (this.output.includes(this.ready)) return true;
    }
    return false;
  }
}

function spawned({ command, args, env, signal, user }: Program): ChildProcess {
  return spawn('sh', ['-c', leash, signal, command, ...args], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    cwd: '/',
    ...user,
  });
}
