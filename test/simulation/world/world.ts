import { Presence } from '../../../lib/core/kernel/presence.js';
import { type LeaseSpec } from '../../../lib/core/record/lease.js';
import { Candidate } from './candidate.js';
import { goodJobs, type Job, type JobHabits } from './jobs.js';
import { Kernels } from './kernels.js';
import { Network } from './network.js';
import { Referee } from './referee.js';
import { SeededRandom } from './seeded-random.js';
import { SimulatedLease } from './simulated-lease.js';
import { SimulatedProcess } from './simulated-process.js';
import { Tally } from './tally.js';
import { driftLimitOf, type Timings } from './timings.js';
import { VirtualTime } from './virtual-time.js';
import { calm } from './weather.js';

export interface WorldOptions {
  readonly seed: number;
  /** How many leases. */
  readonly leases: number;
  /** All that candidates may have. */
  readonly timings: readonly Timings[];
  /** How far clock rates may be apart, by the limit that the rules set. @default 1 */
  readonly drift?: number;
  /** Whether to write down what happens. */
  readonly traced?: boolean;
}

/** Turns of the microtask queue in which all that has become of a settled promise has happened. */
const turns = 10;

/** Of monotonic clocks beside wall clocks that are kept right: in one process they do not differ by much. */
const smallDrift = 1.02;

/** Processes, leases, API servers and time. The first violation ends it. */
export class World {
  readonly time = new VirtualTime();
  readonly tally = new Tally();
  readonly random: SeededRandom;
  readonly network: Network;
  readonly kernels: Kernels;
  readonly referee = new Referee(this);
  readonly leases: SimulatedLease[];
  readonly processes: SimulatedProcess[] = [];
  readonly candidates: Candidate[] = [];
  readonly log: string[] = [];
  readonly isTraced: boolean;
  /** The slowest and the fastest rate of a clock. */
  readonly rates: { readonly slow: number; readonly fast: number };
  readonly timings: Timings;
  /** The wall clocks of all processes are right, in every fifth world: then a wrong `Date` does no harm (rule 10). */
  readonly hasRightWallClocks: boolean;
  violation: string | undefined;
  jobs: JobHabits = goodJobs;
  wasRestored = false;
  /** By identity and acquireTime. */
  readonly claimants = new Map<string, Candidate>();
  /** Until when the worker threads of processes that end may still say something. */
  wordsUntil = -Infinity;
  longestGap = 0;
  /** Processes that are to start. */
  newcomers = 0;
  /** No more faults, whatever was to bring one about. */
  isCalm = false;
  private born = 0;

  constructor(readonly options: WorldOptions) {
    this.isTraced = options.traced ?? false;
    this.random = new SeededRandom(options.seed);
    this.timings = longest(options.timings);
    this.hasRightWallClocks = options.drift === undefined && this.random.chance(0.2);
    const limit = this.hasRightWallClocks ? smallDrift : driftLimitOf(options.timings) * (options.drift ?? 1);
    const fast = Math.sqrt(limit) * (1 - 1e-9);
    this.rates = { slow: 1 / fast, fast };
    this.network = new Network(this.time, this.random, this.rate(this.random), this.tally, this.referee);
    this.kernels = new Kernels(this.time, this.random);
    this.leases = Array.from({ length: options.leases }, (_, index) => new SimulatedLease(`lease-${index}`));
  }

  /** One that the rules allow, seldom in the middle. */
  rate(random: SeededRandom): number {
    const { slow, fast } = this.rates;
    return random.pick([slow, fast, random.between(slow, fast), 1]);
  }

  /** A process, which may drift. */
  addProcess(name: string, rate: number, home = this.kernels.anyHome()): SimulatedProcess {
    const wallError = this.hasRightWallClocks ? undefined : this.random.between(-1e6, 1e6);
    const process = new SimulatedProcess(`${name}#${this.born++}`, this.time, rate, wallError, home, () => {
      // Code that goes on after a pause asks first.
      for (const candidate of this.candidates) {
        if (candidate.process === process) this.referee.asksWhetherLeader(candidate);
      }
    });
    this.processes.push(process);
    return process;
  }

  addCandidate(process: SimulatedProcess, lease: SimulatedLease, identity: string, timings: Timings): Candidate {
    const client = (candidate: Candidate) => this.network.clientOf(candidate);
    const random = new SeededRandom(this.random.integer(0, 2 ** 31));
    const presence = new Presence(this.kernels.kernelOf(process));
    const isAsked = this.random.chance(0.5);
    const candidate = new Candidate(
      process,
      lease,
      identity,
      timings,
      client,
      random.next,
      presence,
      this.referee,
      isAsked,
    );
    this.candidates.push(candidate);
    lease.candidates.push(candidate);
    this.start(candidate);
    return candidate;
  }

  /** As soon as it may be started; see `SimulatedLease.closedUntil`. */
  start(candidate: Candidate): void {
    const { lease, process } = candidate;
    this.time.after(lease.closedUntil - this.time.now, () =>
      process.deliver(() => {
        if (this.time.now < lease.closedUntil) this.start(candidate);
        else candidate.start();
      }),
    );
  }

  /** Kills a process, and gives what the next one needs to take the place of each of its candidates. */
  crash(process: SimulatedProcess): Candidate[] {
    const victims = this.candidates.filter(candidate => candidate.process === process);
    process.crashed = true;
    for (const victim of victims) {
      this.candidates.splice(this.candidates.indexOf(victim), 1);
      victim.lease.candidates.splice(victim.lease.candidates.indexOf(victim), 1);
      victim.promisesPending = 0;
    }
    this.processes.splice(this.processes.indexOf(process), 1);
    return victims;
  }

  /** A process that has said its last words lives on: none of its candidates may lead or send anything again. */
  outlive(process: SimulatedProcess): void {
    for (const undead of this.candidates.filter(candidate => candidate.process === process)) {
      this.candidates.splice(this.candidates.indexOf(undead), 1);
      undead.lease.candidates.splice(undead.lease.candidates.indexOf(undead), 1);
      undead.lease.undead.push(undead);
      undead.isRetired = undead.isUndead = true;
      // Whatever could still act would have been seen by then.
      const { undead: all } = undead.lease;
      this.time.after(2 * this.timings.leaseDuration, () => void all.splice(all.indexOf(undead), 1));
    }
  }

  /** Whose claim that is, dead or alive. */
  claimantOf(spec: LeaseSpec | null | undefined): Candidate | undefined {
    return this.claimants.get(`${spec?.holderIdentity} ${spec?.acquireTime}`);
  }

  leaderOf(lease: SimulatedLease): Candidate | undefined {
    return lease.candidates.find(({ process, elector }) => process.isRunning && elector.isLeader);
  }

  /** All faults cease, and what they have left behind. */
  calmDown(): void {
    this.note('-- all faults cease');
    this.isCalm = true;
    this.network.weather = { ...calm };
    this.network.loseAllUnderWay();
    this.network.streams.cutUnwell();
    this.jobs = { reaction: 0, hangs: 0, polite: 1 };
    for (const { foreigners } of this.leases) for (const foreigner of foreigners) foreigner.end();
    for (const { process } of this.candidates) {
      if (process.partitioned) this.network.streams.cutAll();
      process.partitioned = process.deaf = process.deadConnection = false;
      if (process.isPaused) process.resume();
    }
    for (const candidate of this.candidates) {
      candidate.eligibility = 'yes';
      for (const job of candidate.jobs) Object.assign(job, { hangs: false, isPolite: true });
      if (candidate.jobs.some(({ open }) => open.run.endingSignal.aborted)) candidate.endJobs();
      if (!candidate.running) this.start(candidate);
    }
  }

  /** Time goes on, until something is seen to be so. @returns whether it was */
  async run(duration: number, until: () => boolean = never): Promise<boolean> {
    const { time } = this;
    const end = time.now + duration;
    await this.settle();
    if (until()) return true;
    while (!time.isIdleUntil(end)) {
      time.next();
      if (this.isPromising) await this.settle();
      if (!time.isInstantOver) continue;
      this.referee.check();
      // To ask may end a term, and so settle a promise.
      if (this.isPromising) await this.settle();
      if (this.violation !== undefined) return false;
      if (until()) return true;
    }
    time.now = end;
    return until();
  }

  startJob(candidate: Candidate): void {
    const open = candidate.elector.enter('job');
    if (!open) return this.violate(`${candidate.name} acquired, and lets nobody through`);
    const { hangs, polite } = this.jobs;
    const job: Job = { open, ended: false, hangs: this.random.chance(hangs), isPolite: this.random.chance(polite) };
    candidate.jobs.push(job);
    const end = () => {
      if (!job.ended) open.end();
      job.ended = true;
    };
    const endSoon = () => {
      if (job.hangs) return;
      this.time.after(this.random.next() * this.jobs.reaction, () => candidate.process.deliver(end));
    };
    open.run.endingSignal.addEventListener('abort', () => job.isPolite && endSoon());
    open.run.signal.addEventListener('abort', endSoon);
  }

  gap(lease: SimulatedLease): void {
    this.longestGap = Math.max(this.longestGap, this.time.now - lease.lastLed);
  }

  note(text: string): void {
    if (this.isTraced) this.log.push(`${this.time.now.toFixed(1)} ${text}`);
  }

  violate(what: string): void {
    this.note(`VIOLATION: ${what}`);
    this.violation ??= `at ${this.time.now.toFixed(1)} ms: ${what}`;
  }

  /** Until all has happened that settled promises lead to. */
  private async settle(): Promise<void> {
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
  }

  private get isPromising(): boolean {
    if (this.time.now < this.wordsUntil) return true;
    for (const candidate of this.candidates) if (candidate.promisesPending > 0) return true;
    return false;
  }
}

function longest(timings: readonly Timings[]): Timings {
  const result: Record<string, number> = {};
  for (const one of timings) {
    for (const [name, value] of Object.entries(one)) result[name] = Math.max(result[name] ?? 0, value);
  }
  return result as unknown as Timings;
}

function never(): boolean {
  return false;
}
