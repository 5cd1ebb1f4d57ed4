import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * SIGSTOP, and SIGCONT after a while. By a process of its own: if this one is killed meanwhile, the frozen one must still
 * wake up, see that it is alone, and end.
 */
export async function freeze(pid: number, milliseconds: number): Promise<void> {
  const script = 'kill -STOP "$1" && sleep "$2"; kill -CONT "$1"';
  const args = ['-c', script, 'freeze', String(pid), String(milliseconds / 1000)];
  await once(spawn('sh', args, { stdio: 'ignore', detached: true }), 'exit');
}
