import { type ChildProcess, spawn } from 'node:child_process';

const seconds = 6;

/**
 * Wakes a paused process even if nobody is left to do so: one that stands still cannot notice that the demo was killed,
 * and would stand there for ever.
 */
export class AlarmClock {
  private clock: ChildProcess | undefined;

  set(pid: number): void {
    this.clock = spawn('sh', ['-c', `sleep ${seconds}; kill -CONT ${pid}`], { stdio: 'ignore', detached: true });
    this.clock.on('error', () => {}); // no shell
    this.clock.unref();
  }

  cancel(): void {
    const { clock } = this;
    this.clock = undefined;
    if (clock?.pid === undefined || clock.exitCode !== null || clock.signalCode !== null) return;
    try {
      process.kill(-clock.pid); // and its `sleep`
    } catch {
      // It has just rung.
    }
  }
}
