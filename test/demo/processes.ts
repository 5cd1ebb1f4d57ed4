import { type ChildProcess, execFileSync } from 'node:child_process';

/** Processes that a test starts, and those that they start: none is left when it is over. */
export class Processes {
  private readonly started: ChildProcess[] = [];
  private readonly seen = new Set<number>();

  add(child: ChildProcess): void {
    this.started.push(child);
  }

  childrenOf(pid: number): number[] {
    return table()
      .filter(({ parent }) => parent === pid)
      .map(process => process.pid);
  }

  /** Its children, theirs, and so on. */
  descendantsOf(pid: number): number[] {
    const found = this.childrenOf(pid).flatMap(child => [child, ...this.descendantsOf(child)]);
    for (const descendant of found) this.seen.add(descendant);
    return found;
  }

  /** Of those, the ones that are there still. */
  left(): number[] {
    const there = new Set(table().map(({ pid }) => pid));
    return [...this.seen].filter(pid => there.has(pid));
  }

  terminalOf(pid: number): string {
    return this.run('ps', '-o', 'tty=', '-p', String(pid)).trim();
  }

  run(command: string, ...args: string[]): string {
    return execFileSync(command, args, { encoding: 'utf8' });
  }

  destroy(): void {
    for (const child of this.started.splice(0)) child.kill('SIGKILL');
    for (const pid of this.left()) kill(pid);
    this.seen.clear();
  }
}

function table(): { pid: number; parent: number }[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' }).trim().split('\n');
  return lines
    .map(line => line.trim().split(/\s+/))
    .filter(([, , state]) => !state.startsWith('Z'))
    .map(([pid, parent]) => ({ pid: Number(pid), parent: Number(parent) }));
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has just gone.
  }
}
