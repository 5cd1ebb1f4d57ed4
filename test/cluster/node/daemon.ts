import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Namespaces } from './namespaces.js';

export interface DaemonOptions {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** A program of the node that can be stopped and started again. */
export class Daemon {
  private process: ChildProcess | undefined;
  private readonly log: string;
  private readonly pidFile: string;

  constructor(
    private readonly namespaces: Namespaces,
    folder: string,
    private readonly options: DaemonOptions,
  ) {
    this.log = join(folder, `${options.name}.log`);
    this.pidFile = join(folder, `${options.name}.pid`);
  }

  start(): void {
    const { program, args, env } = this.options;
    // Its number in there is what it can be signalled by: out here it is the child of a child.
    const wrapped = ['-c', `echo $$ > ${this.pidFile} && exec "$0" "$@"`, program, ...args];
    this.process = this.namespaces.start('sh', wrapped, this.log, env);
    this.process.on('error', () => undefined); // told by `ended`
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const { process } = this;
    if (!process || this.ended) return;
    const gone = once(process, 'exit');
    await this.namespaces.run('kill', [`-${signal}`, readFileSync(this.pidFile, 'utf8').trim()]);
    await gone;
  }

  async restart(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    await this.stop(signal);
    this.start();
  }

  /** Polls until `isReady` says so; rejects with the end of its log when the program has ended, or never gets ready. */
  async until(isReady: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + 120_000;
    let problem = 'not ready';
    while (performance.now() < deadline && !this.ended) {
      try {
        if (await isReady()) return;
      } catch (error) {
        problem = (error as Error).message;
      }
      await delay(100);
    }
    throw new Error(
      `${this.options.name} ${this.ended ?? `was not ready within two minutes: ${problem}`}\n${this.tail()}`,
    );
  }

  private get ended(): string | undefined {
    const { exitCode, signalCode } = this.process ?? {};
    return signalCode
      ? `ended with ${signalCode}`
      : typeof exitCode === 'number'
        ? `ended with ${exitCode}`
        : undefined;
  }

  private tail(): string {
    return readFileSync(this.log, 'utf8').split('\n').slice(-20).join('\n');
  }
}
