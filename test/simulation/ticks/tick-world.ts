import { unheard } from '../world/unheard.js';
import { type LeadershipTerm } from '../../../lib/core/elector/leadership-term.js';
import { CandidateElector } from '../../../lib/core/elector/candidate-elector.js';
import { silentLogger } from '../../../lib/core/elector/logger.js';
import { type ResolvedElectorOptions } from '../../../lib/core/elector/options/elector-options.js';
import { type Lease } from '../../../lib/core/record/lease.js';
import { tickPrefix } from '../../../lib/core/ticks/tick-prefix.js';
import { LeaseTicks } from '../../../lib/core/ticks/lease-ticks.js';
import { type ResolvedTickOptions } from '../../../lib/core/ticks/once-options.js';
import { IntervalSchedule } from '../../../lib/core/ticks/schedule.js';
import { SeededRandom } from '../world/seeded-random.js';
import { EventQueue } from './event-queue.js';
import { TickApi } from './tick-api.js';
import { TickProcess } from './tick-process.js';
import { TickReferee } from './tick-referee.js';

export const timings = {
  leaseDuration: 20_000,
  renewDeadline: 15_000,
  renewInterval: 10_000,
  retryInterval: 2_000,
  drainTimeout: 5_000,
  abortGrace: 1_000,
  releaseTimeout: 3_000,
  serverClockMargin: 2_000,
} as const;

export const epoch = Date.UTC(2030, 0, 1);

export interface Replica {
  readonly process: TickProcess;
  readonly elector: CandidateElector;
}

/** What this world's one job is like. */
export interface SimulatedJob {
  readonly period: number;
  /** Milliseconds that a run takes, at most. */
  readonly longest: number;
  readonly options: ResolvedTickOptions;
}

/** Replicas with a job that has ticks, an API server, and time; the referee says what went wrong. */
export class TickWorld {
  readonly time = new EventQueue();
  readonly random: SeededRandom;
  readonly api: TickApi;
  readonly replicas: Replica[] = [];
  readonly referee: TickReferee;
  readonly log: string[] = [];
  private born = 0;

  constructor(
    seed: number,
    readonly job: SimulatedJob,
  ) {
    this.random = new SeededRandom(seed);
    this.referee = new TickReferee(job, this.time, epoch, text => this.note(text));
    this.api = new TickApi(this.time, this.random, epoch, lease => this.onWrite(lease));
  }

  add(): Replica {
    const { random } = this;
    const identity = `pod-${++this.born}`;
    const process = new TickProcess(identity, this.time, 1 + random.between(-0.02, 0.02), epoch, this.wallError());
    const options: ResolvedElectorOptions = {
      leaseName: 'billing',
      namespace: 'default',
      identity,
      connection: 'in-cluster',
      eligible: true,
      waitForLeader: 0,
      autoClose: false,
      releaseOnExit: false,
      logger: silentLogger,
      ...timings,
    };
    const client = this.api.clientOf(process);
    const elector = new CandidateElector(options, {
      client,
      clock: process.clock,
      random: random.next,
      lastWords: unheard(),
    });
    elector.on('acquired', (term: LeadershipTerm) => this.note(`${identity} leads ${term.fencingToken}`));
    elector.on('lost', (_term, reason) => this.note(`${identity} lost: ${reason.code}`));
    elector.on('interrupted', tick => this.referee.onInterrupted(tick));
    const ticks = new LeaseTicks(elector);
    const schedule = new IntervalSchedule(this.job.period);
    ticks.add({
      name: 'job',
      call: 'Jobs.job',
      options: this.job.options,
      schedule: () => schedule,
      isActive: () => true,
      run: () => this.run(process, elector),
    });
    void elector.start();
    const replica = { process, elector };
    this.replicas.push(replica);
    return replica;
  }

  kill(replica: Replica): void {
    this.note(`${replica.process.name} killed`);
    replica.process.killed = true;
    this.remove(replica);
  }

  stop(replica: Replica): void {
    this.note(`${replica.process.name} stops`);
    replica.process.deliver(() => void replica.elector.stop());
    this.remove(replica);
  }

  /** The lease is deleted: only the processes that saw it remember its ledger, and a new one would begin another. */
  get isForgetful(): boolean {
    return this.time.now > 1000 && this.api.lease === undefined;
  }

  leader(): Replica | undefined {
    return this.replicas.find(({ process, elector }) => !process.isPaused && elector.isLeader);
  }

  /** How far off a wall clock may be: mostly a little, sometimes by minutes. */
  wallError(): number {
    const most = this.random.pick([10, 1000, 30_000, 300_000]);
    return this.random.between(-most, most);
  }

  /** All that is wrong comes to an end; the clocks are set right. */
  calmDown(): void {
    this.note('-- calm');
    this.api.down = false;
    this.api.loss = 0;
    this.api.latency = 3;
    for (const { process } of this.replicas) {
      process.cutOff = false;
      process.resume();
      process.setClock(0);
    }
  }

  note(text: string): void {
    this.log.push(`${(this.time.now / 1000).toFixed(3)} ${text}`);
  }

  private remove(replica: Replica): void {
    this.replicas.splice(this.replicas.indexOf(replica), 1);
  }

  private onWrite(lease: Lease): void {
    this.referee.onLedger(lease.metadata.annotations?.[`${tickPrefix}job`]);
  }

  /** A run: some heed their signal, some do not; some fail. */
  private run(process: TickProcess, elector: CandidateElector): Promise<void> {
    const { scheduledAt, attempt, signal } = elector.currentRun!;
    const tick = scheduledAt!.getTime();
    this.referee.onStart(process.name, tick, attempt!);
    const heeds = this.random.chance(0.8);
    const fails = this.random.chance(0.1);
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        timer.cancel();
        reject(signal.reason as Error);
      };
      const end = () => {
        signal.removeEventListener('abort', onAbort);
        this.referee.onEnd(tick);
        if (fails) reject(new Error('failed'));
        else resolve();
      };
      const timer = process.clock.setTimer(end, this.random.between(0, this.job.longest));
      if (heeds) signal.addEventListener('abort', onAbort);
    });
  }
}
