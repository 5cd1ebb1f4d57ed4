import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { createInterface } from 'node:readline';
import { fromNanoseconds } from '../lab/now.js';

/** What a candidate's program says, a JSON object a line; anything else it prints is its log. */
export interface Said {
  readonly event: 'started' | 'leading' | 'stopped leading' | 'new leader' | 'renewed' | 'stopped' | (string & {});
  /** Nanoseconds on CLOCK_MONOTONIC. */
  readonly at: string;
  readonly [more: string]: unknown;
}

interface ReplicaEvents {
  said: [said: Said, at: number];
  exit: [how: string];
}

/** A candidate in a process of its own. */
export class Replica extends EventEmitter<ReplicaEvents> {
  isLeading = false;
  isGone = false;
  private readonly child: ChildProcess;
  private complaint = '';
  private readonly heard: { readonly said: Said; readonly at: number }[] = [];

  /** @param user as the audit log names it */
  constructor(
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    readonly user: string,
  ) {
    super();
    this.setMaxListeners(0);
    // The programs end when their stdin does: none outlives this process, however it ends.
    this.child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
    this.child.stdin?.on('error', () => {}); // it is only ever closed
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.complaint = text.trim().slice(-500)));
    createInterface({ input: this.child.stdout! }).on('line', line => this.hear(line));
    this.child.on('error', error => (this.complaint = error.message));
    this.child.on('close', (code, signal) => {
      this.isGone = true;
      this.isLeading = false;
      this.emit('exit', signal ?? `status ${code}`);
    });
  }

  /** When it first said so, by CLOCK_MONOTONIC in milliseconds; at once where it has done so already. */
  told(event: string, patience = 120_000): Promise<number> {
    const past = this.heard.find(({ said }) => said.event === event);
    return past ? Promise.resolve(past.at) : this.tells(event, patience);
  }

  /** What it said with that event, the n-th time. */
  async toldOf(event: string, patience?: number, nth = 1): Promise<Said> {
    const all = () => this.heard.filter(({ said }) => said.event === event);
    while (all().length < nth) await this.tells(event, patience);
    return all()[nth - 1].said;
  }

  /** When it says so next. */
  tells(event: string, patience = 120_000): Promise<number> {
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(timer);
        this.off('said', onSaid).off('exit', onExit);
      };
      const onSaid = (said: Said, at: number) => {
        if (said.event !== event) return;
        done();
        resolve(at);
      };
      const onExit = (how: string) => {
        done();
        reject(new Error(`a replica ended (${how}) before "${event}": ${this.complaint}`));
      };
      const timer = setTimeout(() => {
        done();
        reject(new Error(`"${event}" was not told within ${patience} ms: ${this.complaint}`));
      }, patience);
      this.on('said', onSaid).on('exit', onExit);
      if (this.isGone) onExit('already');
    });
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** A line on its stdin, for the programs that take commands. */
  command(line: string): void {
    this.child.stdin?.write(`${line}\n`);
  }

  async end(): Promise<void> {
    if (this.isGone) return;
    const gone = new Promise<void>(resolve => this.once('exit', () => resolve()));
    this.kill('SIGKILL');
    await gone;
  }

  private hear(line: string): void {
    if (!line.startsWith('{"')) return;
    const said = JSON.parse(line) as Said;
    const at = fromNanoseconds(BigInt(said.at));
    this.heard.push({ said, at });
    if (said.event === 'leading') this.isLeading = true;
    if (said.event === 'stopped leading') this.isLeading = false;
    this.emit('said', said, at);
  }
}
