import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Socket } from 'node:net';

/** A server in a process of its own that cannot outlive this one. */
export interface ServerProcess {
  /** Undefined for a program on a leash, which is not a child of this process. */
  readonly pid: number | undefined;
  /** Why it ended, or undefined while it runs. */
  ended(): string | undefined;
  /** SIGKILL; resolves when the process is gone. */
  kill9(): Promise<void>;
}

export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** Where its output goes. */
  readonly log: string;
  /** The program itself exits when its stdin ends (our own binary does, envtest's do not). */
  readonly exitsWithStdin: boolean;
}

/**
 * However this process ends, kill -9 included, the kernel closes the child's
 * stdin, and the child takes that as its end.
 */
export function startProcess({ command, args, log, exitsWithStdin }: ServerCommand): ServerProcess {
  const output = openSync(log, 'a');
  const [program, ...rest] = exitsWithStdin ? [command, ...args] : [process.execPath, '-e', LEASH, command, ...args];
  const child = spawn(program, rest, { stdio: ['pipe', output, output] });
  closeSync(output);

  let ended: string | undefined;
  const gone = new Promise<void>(resolve => {
    const end = (why: string) => {
      ended ??= why;
      resolve();
    };
    child.on('exit', (code, signal) => end(`ended with ${signal ?? `code ${code}`}`));
    child.on('error', error => end(error.message));
  });
  const stdin = child.stdin as Socket;
  stdin.on('error', () => undefined); // it is only ever closed

  // A test that forgets to stop its server must still be able to end.
  child.unref();
  stdin.unref();

  return {
    pid: exitsWithStdin ? child.pid : undefined,
    ended: () => ended,
    async kill9() {
      if (ended) return;
      child.ref();
      // On a leash it is not the child but its child that must be killed, and the leash does that.
      if (exitsWithStdin) child.kill('SIGKILL');
      else stdin.destroy();
      await gone;
    },
  };
}

/** For programs that do not watch their stdin: a small process that does, and kills them. */
const LEASH = `
const [command, ...args] = process.argv.slice(1);
const child = require('node:child_process').spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
child.on('error', (error) => { console.error(error.message); process.exit(127); });
child.on('exit', (code) => process.exit(code ?? 1));
process.stdin.on('error', () => {}).on('close', () => child.kill('SIGKILL')).resume();
`;
