import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { type Processes } from './processes.js';

const patience = 60_000;
const home = '\x1b[H';

/** A program in a terminal of its own, which `script` of util-linux makes: what its screen shows, and keys to press. */
export class Terminal {
  private output = '';
  private status: number | undefined;
  private readonly child: ChildProcess;

  constructor(
    private readonly processes: Processes,
    command: string,
    { columns = 80, rows = 24, env = {} }: { columns?: number; rows?: number; env?: Record<string, string> } = {},
  ) {
    const inside = `stty cols ${columns} rows ${rows}; ${command}`;
    this.child = spawn('script', ['--quiet', '--flush', '--return', '--command', inside, '/dev/null'], {
      env: { ...process.env, NODE_OPTIONS: undefined, NO_COLOR: undefined, ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    processes.add(this.child);
    this.child.stdout!.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    this.child.on('close', code => (this.status = code ?? -1));
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** All that was ever written. */
  get written(): string {
    return this.output;
  }

  /** The lines of the last picture, without colours. */
  get screen(): string[] {
    const begin = this.output.lastIndexOf(home, this.output.lastIndexOf('\x1b[J'));
    const end = this.output.indexOf('\x1b[J', begin);
    return this.output
      .slice(begin + home.length, end)
      .split(/\r*\n/) // the terminal adds a \r of its own
      .map(line => line.replace(/\x1b\[[\d;]*[mK]/g, ''));
  }

  press(key: string): void {
    this.child.stdin!.write(key);
  }

  /** As a window that is dragged. */
  resize(columns: number, rows: number): void {
    const [inner] = this.processes.childrenOf(this.pid);
    this.processes.run(
      'stty',
      '-F',
      `/dev/${this.processes.terminalOf(inner)}`,
      'cols',
      `${columns}`,
      'rows',
      `${rows}`,
    );
  }

  async shows(what: RegExp): Promise<void> {
    await this.until(() => this.screen.some(line => what.test(line)), `show ${what}`);
  }

  /** Waits until it ends. */
  async exit(): Promise<number> {
    await this.until(() => this.status !== undefined, 'end');
    return this.status!;
  }

  async until(isSo: () => boolean, what: string): Promise<void> {
    for (const last = performance.now() + patience; !isSo(); await delay(20)) {
      if (performance.now() < last) continue;
      throw new Error(`Expected the demo to ${what}. Its screen:\n${this.screen.join('\n')}`);
    }
  }
}
