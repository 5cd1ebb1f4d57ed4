import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type ReplicaEnvironment, type ReplicaMessage } from '../messages.js';
import { AlarmClock } from './alarm-clock.js';

export type Phase = 'starting' | 'following' | 'leading' | 'ending' | 'paused' | 'waking' | 'dead';

interface ReplicaEvents {
  message: [message: ReplicaMessage];
  /** The process is gone. */
  exit: [how: string];
}

const program = fileURLToPath(new URL('../replica/main.js', import.meta.url));

/** One of the replicas, through all the processes it has had. */
export class Replica extends EventEmitter<ReplicaEvents> {
  phase: Phase = 'dead';
  /** How many jobs it has done, in all its processes. */
  jobs = 0;
  /** Whether it is in the middle of one. */
  isBusy = false;
  /** What its process has said last on stderr. */
  complaint = '';
  private child: ChildProcess | undefined;
  private readonly alarm = new AlarmClock();

  constructor(
    readonly name: string,
    private readonly apiUrl: string | undefined,
    private readonly hasReports = false,
  ) {
    super();
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  get isAlive(): boolean {
    return this.phase === 'leading' || this.phase === 'following';
  }

  start(): void {
    const own: ReplicaEnvironment = {
      REPLICA_IDENTITY: this.name,
      LEASE_API: this.apiUrl,
      ...(this.hasReports && { REPORTS: '1' }),
    };
    const child = fork(program, { env: { ...process.env, ...own }, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    this.child = child;
    this.phase = 'starting';
    this.isBusy = false;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.complaint = text.trim()));
    child.on('message', message => this.emit('message', message as ReplicaMessage));
    child.on('exit', (code, signal) => {
      this.phase = 'dead';
      this.alarm.cancel();
      this.emit('exit', signal ?? `status ${code}`);
    });
  }

  kill(signal: NodeJS.Signals): void {
    if (signal === 'SIGKILL') this.alarm.cancel();
    this.child?.kill(signal);
  }

  /** Stops it, until `resume()`. */
  pause(): void {
    this.phase = 'paused';
    this.kill('SIGSTOP');
    this.alarm.set(this.pid);
  }

  resume(): void {
    if (this.phase !== 'paused') return;
    this.phase = 'waking';
    this.kill('SIGCONT');
    this.alarm.cancel();
  }
}
