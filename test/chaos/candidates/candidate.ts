import { type ChildProcess } from 'node:child_process';
import { type TcpProxy } from '../proxy/tcp-proxy.js';
import { freeze } from './freeze.js';

/** Milliseconds in which a process that was asked to end must have ended. */
const patience = 15_000;

/** A candidate through all its processes, with its own way to the API server. */
export abstract class Candidate {
  identity: string;
  /** When it last gave a sign of leading; nanoseconds of CLOCK_MONOTONIC. */
  workedAt = 0n;
  /** What should not have happened. */
  readonly problems: string[] = [];
  protected starts = 0;
  private child: ChildProcess | undefined;
  private exited: Promise<void> = Promise.resolve();
  private expected = false;
  private renamed = 0;

  protected constructor(
    readonly name: string,
    readonly proxy: TcpProxy,
  ) {
    this.identity = name;
  }

  /** Which process of it this is: `replica-1#3`. */
  get process(): string {
    return `${this.name}#${this.starts}`;
  }

  get isRunning(): boolean {
    return this.child !== undefined;
  }

  /** @returns resolves when it campaigns */
  async start(): Promise<void> {
    this.starts++;
    this.expected = false;
    const child = this.spawn();
    const { process } = this;
    this.child = child;
    this.exited = new Promise(resolve =>
      child.once('exit', (code, signal) => {
        this.child = undefined;
        if (!this.expected) this.problems.push(`${process} ended by itself (${signal ?? code})`);
        resolve();
      }),
    );
    await Promise.race([this.campaigns(child), this.exited]);
  }

  /** The next process is somebody else, as a pod that replaces another is. */
  rename(): void {
    this.identity = `${this.name}-${++this.renamed}`;
  }

  /** SIGKILL */
  async kill(): Promise<void> {
    this.expected = true;
    this.child?.kill('SIGKILL');
    await this.exited;
  }

  /** SIGTERM */
  async terminate(): Promise<void> {
    this.expected = true;
    const { child, process } = this;
    child?.kill('SIGTERM');
    const late = setTimeout(() => {
      this.problems.push(`${process} had not ended ${patience} ms after SIGTERM`);
      child?.kill('SIGKILL');
    }, patience);
    await this.exited;
    clearTimeout(late);
  }

  /** SIGSTOP, and later SIGCONT. */
  async freeze(milliseconds: number): Promise<void> {
    if (this.child?.pid) await freeze(this.child.pid, milliseconds);
  }

  protected send(message: object): void {
    this.child?.send?.(message, undefined, {}, () => {});
  }

  protected abstract spawn(): ChildProcess;
  protected abstract campaigns(child: ChildProcess): Promise<void>;
}
