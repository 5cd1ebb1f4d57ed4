import { EventEmitter } from 'node:events';
import { type Cause, type Fault, Handover } from '../judge/handover.js';
import { Spells, type WorkedSpell } from '../judge/spells.js';
import { leaseDuration, type ReplicaMessage } from '../messages.js';
import { now } from '../monotonic.js';
import { type Replica } from './replica.js';

interface FleetEvents {
  /** Something happened to a replica. */
  event: [replica: Replica, text: string];
  /** Anything changed at all. */
  change: [];
}

const pauseFor = leaseDuration + 1_500;
const patience = 6_000;

/** The replicas, what happens to them, and what they did. */
export class Fleet extends EventEmitter<FleetEvents> {
  readonly spells = new Spells();
  readonly handovers: Handover[] = [];
  private readonly faults = new Map<number, Cause>();
  private readonly jobs = new Set<string>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private isStopping = false;

  /** @param restartAfter milliseconds until a replica that has ended is started again */
  constructor(
    readonly replicas: readonly Replica[],
    private readonly restartAfter = 1_500,
  ) {
    super();
    for (const replica of replicas) {
      replica.on('message', message => this.onMessage(replica, message));
      replica.on('exit', how => this.onExit(replica, how));
    }
  }

  start(): void {
    for (const replica of this.replicas) replica.start();
  }

  get leader(): Replica | undefined {
    return this.replicas.find(({ phase }) => phase === 'leading');
  }

  /** Does it to the leader; a replica that dies is started again, one that is paused goes on, after a moment. */
  inflict(fault: Fault, replica: Replica): void {
    this.faults.set(replica.pid, { fault, at: now(), wasBusy: replica.isBusy });
    if (fault === 'pause') {
      replica.pause();
      this.later(pauseFor, () => {
        replica.resume();
        this.tell(replica, 'goes on (SIGCONT)');
      });
    } else replica.kill(fault === 'SIGTERM' ? 'SIGTERM' : 'SIGKILL');
    this.tell(
      replica,
      { 'kill -9': 'is killed (SIGKILL)', SIGTERM: 'is told to end (SIGTERM)', pause: 'is paused (SIGSTOP)' }[fault],
    );
  }

  /** Whether the cron job ran in this spell. */
  hasRunJob({ pid, token }: WorkedSpell): boolean {
    return this.jobs.has(`${pid} ${token}`);
  }

  /** All end in good order; after a while, all end. */
  async stop(): Promise<void> {
    this.isStopping = true;
    for (const timer of this.timers) clearTimeout(timer);
    const ends = this.replicas
      .filter(({ phase }) => phase !== 'dead')
      .map(replica => new Promise<void>(resolve => replica.once('exit', () => resolve())));
    for (const replica of this.replicas) {
      replica.resume();
      replica.kill('SIGTERM');
    }
    const enough = setTimeout(() => this.destroy(), patience);
    await Promise.all(ends);
    clearTimeout(enough);
  }

  /** At once. */
  destroy(): void {
    this.isStopping = true;
    for (const replica of this.replicas) replica.kill('SIGKILL');
  }

  private onMessage(replica: Replica, message: ReplicaMessage): void {
    switch (message.type) {
      case 'started':
        if (replica.phase === 'starting') replica.phase = 'following';
        this.tell(replica, `has started (pid ${replica.pid})`);
        break;
      case 'acquired':
        replica.phase = 'leading';
        this.tell(replica, `leads, fencing token ${message.token}`);
        break;
      case 'ending':
        if (replica.phase === 'leading') replica.phase = 'ending';
        break;
      case 'lost':
        if (replica.phase !== 'paused') replica.phase = 'following';
        replica.isBusy = false;
        this.tell(replica, `leads no longer (${message.code})`);
        break;
      case 'alive':
        if (replica.phase === 'waking') replica.phase = 'following';
        break;
      case 'jobBegun':
        replica.isBusy = true;
        break;
      case 'jobDone':
        this.onJobDone(replica, message.token);
        break;
      case 'worked':
        this.onWorked({ replica: replica.name, pid: replica.pid, ...message });
    }
    this.emit('change');
  }

  private onJobDone(replica: Replica, token: string): void {
    const job = `${replica.pid} ${token}`;
    replica.jobs++;
    replica.isBusy = false;
    if (this.jobs.has(job)) return;
    this.jobs.add(job);
    this.tell(replica, 'has run its cron job');
  }

  private onWorked(seen: WorkedSpell): void {
    const count = this.spells.all.length;
    const spell = this.spells.add(seen);
    const before = this.spells.before(spell);
    if (this.spells.all.length === count || !before) return;
    this.handovers.push(new Handover(before, spell, this.faults.get(before.pid)));
    this.faults.delete(before.pid);
  }

  private onExit(replica: Replica, how: string): void {
    const isExpected = how === 'SIGKILL' || how === 'SIGTERM';
    this.tell(replica, isExpected ? `is gone (${how})` : `is gone (${how}) ${replica.complaint}`);
    if (!this.isStopping) this.later(this.restartAfter, () => replica.start());
    this.emit('change');
  }

  private tell(replica: Replica, text: string): void {
    this.emit('event', replica, text);
  }

  private later(delay: number, callback: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      callback();
      this.emit('change');
    }, delay);
    this.timers.add(timer);
  }
}
