import { nowhere } from '../world/nowhere.js';
import { unheard } from '../world/unheard.js';
import { type LeadershipTerm } from '../../../lib/core/elector/leadership-term.js';
import { CandidateElector } from '../../../lib/core/elector/candidate-elector.js';
import { silentLogger } from '../../../lib/core/elector/logger.js';
import { type ResolvedElectorOptions } from '../../../lib/core/elector/options/elector-options.js';
import { type Lease } from '../../../lib/core/record/lease.js';
import { type Annotations, annotationsOf } from '../../../lib/core/record/annotations.js';
import { LeaseTicks } from '../../../lib/core/ticks/lease-ticks.js';
import { SeededRandom } from '../world/seeded-random.js';
import { EventQueue } from './event-queue.js';
import { mostWrong, timings } from './timings.js';
import { LedgerWatch } from './ledger-watch.js';
import { Operator } from './operator.js';
import { type SimulatedJob } from './simulated-job.js';
import { SimulatedSchedule } from './simulated-schedule.js';
import { TickApi } from './tick-api.js';
import { TickProcess } from './tick-process.js';
import { TickReferee } from './tick-referee.js';

export const epoch = Date.UTC(2030, 0, 1);

export interface Replica {
  readonly process: TickProcess;
  readonly elector: CandidateElector;
  readonly ticks: LeaseTicks;
}

/** Replicas with a job that has ticks, an API server, and time; the referee says what went wrong. */
export class TickWorld {
  readonly time = new EventQueue();
  readonly random: SeededRandom;
  readonly api: TickApi;
  readonly replicas: Replica[] = [];
  readonly ledger: LedgerWatch;
  readonly referee: TickReferee;
  readonly operator: Operator;
  readonly log: string[] = [];
  readonly violations: string[] = [];
  private schedule: SimulatedSchedule;
  private born = 0;
  private schedules = 0;

  constructor(
    seed: number,
    readonly job: SimulatedJob,
  ) {
    this.random = new SeededRandom(seed);
    const now = () => epoch + this.time.now;
    const violate = (what: string) => this.violate(what);
    this.ledger = new LedgerWatch(now, violate);
    this.referee = new TickReferee(
      job,
      this.ledger,
      now,
      () => mostWrong(this.api.slowest, this.time.now),
      text => this.note(text),
      violate,
    );
    this.api = new TickApi(this.time, this.random, epoch, lease => this.onWrite(lease));
    const after = (delay: number, run: () => void) => void this.time.after(delay, run);
    this.operator = new Operator(this.api, this.ledger, now, after, violate);
    this.schedule = new SimulatedSchedule(job.period, 0);
    this.referee.onSchedule(this.schedule);
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
      presence: nowhere,
    });
    elector.on('acquired', (term: LeadershipTerm) => {
      this.note(`${identity} leads ${term.fencingToken}`);
      this.referee.onLeads(identity);
    });
    elector.on('lost', (_term, reason) => {
      this.note(`${identity} lost: ${reason.code}`);
      this.referee.onGone(identity);
    });
    elector.on('interrupted', tick => this.referee.onInterrupted(tick));
    elector.on('tick', tick => this.referee.onOutcome(tick));
    const ticks = new LeaseTicks(elector);
    ticks.add({
      name: 'job',
      call: 'Jobs.job',
      options: this.job.options,
      schedule: () => this.schedule,
      isActive: () => true,
      run: () => this.run(process, elector),
    });
    void elector.start();
    const replica = { process, elector, ticks };
    this.replicas.push(replica);
    return replica;
  }

  /** In all processes at once: it is another hour, more or less often. */
  reschedule(): void {
    const { period } = this.job;
    this.schedule = new SimulatedSchedule(
      period * this.random.pick([1, 2]),
      ++this.schedules * 100 + this.random.pick([0, 2000]),
    );
    this.note(`-- ${this.schedule.text}`);
    this.referee.onSchedule(this.schedule);
  }

  kill(replica: Replica): void {
    this.note(`${replica.process.name} killed`);
    replica.process.killed = true;
    this.referee.onGone(replica.process.name);
    this.remove(replica);
  }

  pause({ process }: Replica, duration: number): void {
    process.pause(duration);
    this.referee.onGone(process.name);
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

  /** It knows the lease's annotations as they are. */
  hasSeen({ annotations }: CandidateElector): boolean {
    const text = (all: Annotations) => JSON.stringify(Object.entries(all).sort());
    return this.api.lease !== undefined && text(annotations.all) === text(annotationsOf(this.api.lease));
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
    this.resume();
  }

  /** What an operator wanted, and could not get until now, may still come. */
  resume(): void {
    if (this.ledger.pauseReason !== undefined) this.operator.annotate('resume');
  }

  note(text: string): void {
    this.log.push(`${(this.time.now / 1000).toFixed(3)} ${text}`);
  }

  private remove(replica: Replica): void {
    this.replicas.splice(this.replicas.indexOf(replica), 1);
  }

  private onWrite(lease: Lease): void {
    this.ledger.onWrite(annotationsOf(lease));
    this.operator.onWrite();
  }

  private violate(what: string): void {
    this.note(`VIOLATION ${what}`);
    this.violations.push(`at ${(this.time.now / 1000).toFixed(3)} s: ${what}`);
  }

  /** A run: some heed their signal, some do not; some fail. */
  private run(process: TickProcess, elector: CandidateElector): Promise<void> {
    const { scheduledAt, attempt = 0, signal } = elector.currentRun!;
    const tick = scheduledAt!.getTime();
    this.referee.onStart(process.name, tick, attempt);
    const heeds = this.random.chance(0.8);
    const fails = this.random.chance(0.1);
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        timer.cancel();
        reject(signal.reason as Error);
      };
      const end = () => {
        signal.removeEventListener('abort', onAbort);
        this.referee.onEnd(tick, attempt, fails ? 'failed' : 'done');
        if (fails) reject(new Error('failed'));
        else resolve();
      };
      const timer = process.clock.setTimer(end, this.random.between(0, this.job.longest));
      if (heeds) signal.addEventListener('abort', onAbort);
    });
  }
}
