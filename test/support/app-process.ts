import { type ChildProcess, fork } from 'node:child_process';
import { resolve } from 'node:path';
import { inspect } from 'node:util';

export interface AppProcessOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Node's own, before the program's name. */
  readonly execArgv?: readonly string[];
}

/** How a process ended: with a status of its own, or by a signal. */
export interface AppExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

type OfType<Message, Type> = Extract<Message, { type: Type }>;

/** For what has to happen at all; nothing is concluded from how long it took. */
const patience = 60_000;

/** A compiled app of `test/apps` in a process of its own, with all that it says: messages, and what it prints. */
export class AppProcess<Message extends { type: string }> {
  readonly messages: Message[] = [];
  /** stdout and stderr, as they came. */
  output = '';
  exit: AppExit | undefined;
  private readonly child: ChildProcess;
  private readonly waiting = new Set<() => void>();

  /** @param app path below `test/apps`, without extension */
  constructor(
    readonly app: string,
    { env = {}, execArgv = [] }: AppProcessOptions = {},
  ) {
    this.child = fork(resolve('.build/test/apps', `${app}.js`), {
      env: { ...process.env, NO_COLOR: '1', ...env },
      execArgv: [...execArgv],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.changed(() => (this.output += text)));
    }
    this.child.on('message', message => this.changed(() => this.messages.push(message as Message)));
    this.child.on('error', error => this.changed(() => (this.output += String(error))));
    // Unlike `exit`, it comes after all output.
    this.child.on('close', (code, signal) => this.changed(() => (this.exit = { code, signal })));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Resolves with the first message like this, which may have come already. */
  until<T extends Message['type']>(
    type: T,
    matches: (message: OfType<Message, T>) => boolean = () => true,
  ): Promise<OfType<Message, T>> {
    return this.find(0, type, matches);
  }

  /** The same, for messages that are still to come. */
  next<T extends Message['type']>(
    type: T,
    matches: (message: OfType<Message, T>) => boolean = () => true,
  ): Promise<OfType<Message, T>> {
    return this.find(this.messages.length, type, matches);
  }

  /** Resolves when this text has been printed. */
  async printed(text: string | RegExp): Promise<void> {
    await this.poll(
      () => (typeof text === 'string' ? this.output.includes(text) : text.test(this.output)) || undefined,
      `printed ${String(text)}`,
    );
  }

  ended(): Promise<AppExit> {
    return this.poll(() => this.exit, 'ended', true);
  }

  countOf(type: Message['type']): number {
    return this.messages.filter(message => message.type === type).length;
  }

  send(command: string): void {
    this.child.send(command);
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** SIGKILL, where it still runs. */
  async destroy(): Promise<void> {
    if (this.exit) return;
    this.kill('SIGKILL');
    await this.ended();
  }

  private find<T extends Message['type']>(
    from: number,
    type: T,
    matches: (message: OfType<Message, T>) => boolean,
  ): Promise<OfType<Message, T>> {
    const isIt = (message: Message): message is OfType<Message, T> =>
      message.type === type && matches(message as OfType<Message, T>);
    return this.poll(() => this.messages.slice(from).find(isIt), `told "${type}"`);
  }

  private poll<T>(look: () => T | undefined, what: string, survivesExit = false): Promise<T> {
    return new Promise((resolve, reject) => {
      const finish = (end: () => void) => {
        clearTimeout(timer);
        this.waiting.delete(check);
        end();
      };
      const fail = (why: string) => finish(() => reject(new Error(`${why} before it ${what}:\n${this.describe()}`)));
      const check = () => {
        const found = look();
        if (found !== undefined) finish(() => resolve(found));
        else if (this.exit && !survivesExit) fail(`${this.app} ended (${this.exit.signal ?? this.exit.code})`);
      };
      const timer = setTimeout(() => fail(`${this.app}: ${patience} ms passed`), patience);
      this.waiting.add(check);
      check();
    });
  }

  private changed(change: () => void): void {
    change();
    for (const check of [...this.waiting]) check();
  }

  private describe(): string {
    const messages = this.messages
      .slice(-20)
      .map(message => inspect(message, { breakLength: Infinity, maxStringLength: 200 }));
    return `${messages.join('\n')}\n${this.output.slice(-5_000)}`;
  }
}
