import { LeaseElector } from '../../../lib/elector/lease-elector.js';
import { silentLogger } from '../../../lib/elector/logger.js';
import { type OpenRun } from '../../../lib/elector/leader-work.js';
import { type ResolvedElectorOptions } from '../../../lib/elector/options/elector-options.js';
import { SeededRandom } from './seeded-random.js';
import { calm, SimulatedApi } from './simulated-api.js';
import { SimulatedProcess } from './simulated-process.js';
import { VirtualTime } from './virtual-time.js';

export const timings = {
  leaseDuration: 20_000,
  renewDeadline: 15_000,
  renewInterval: 10_000,
  retryInterval: 2_000,
  drainTimeout: 5_000,
  abortGrace: 1_000,
  serverClockMargin: 2_000,
} as const;

/** By how much clock rates may differ from the true one; rules allow leaseDuration : renewDeadline between two. */
export const driftLimit = 0.1;

export interface Candidate {
  readonly process: SimulatedProcess;
  readonly elector: LeaseElector;
  stopped: boolean;
  /** The job that this candidate's term began, with what it needs to say whether it may act. */
  jobs: { open: OpenRun; ended: boolean }[];
}

/** Processes, an API server and time; `violations` is what must stay empty. */
export class World {
  readonly time = new VirtualTime();
  readonly random: SeededRandom;
  readonly api: SimulatedApi;
  readonly candidates: Candidate[] = [];
  readonly violations: string[] = [];
  readonly log: string[] = [];
  terms = 0;
  /** When somebody last led. */
  lastLed = 0;
  longestGap = 0;
  /** Largest fencing token so far. */
  token = -1n;
  /** How long a job goes on after its signal aborted, at most, and whether some never end. */
  jobs = { reaction: 500, hangs: 0 };
  /** Until then nobody may see the lease for the first time: it is gone under a leader (rule 11's last clause). */
  private closedUntil = 0;
  private born = 0;

  constructor(
    readonly seed: number,
    private readonly drift = driftLimit,
  ) {
    this.random = new SeededRandom(seed);
    this.api = new SimulatedApi(this.time, this.random);
  }

  add(identity = `pod-${this.born}`, changes: Partial<ResolvedElectorOptions> = {}): Candidate {
    const { random } = this;
    const rate = 1 + random.between(-this.drift, this.drift);
    const process = new SimulatedProcess(`${identity}#${this.born++}`, this.time, rate, random.between(-1e6, 1e6));
    const options: ResolvedElectorOptions = {
      leaseName: 'billing',
      namespace: 'default',
      identity,
      connection: 'in-cluster',
      waitForLeader: 0,
      autoClose: false,
      logger: silentLogger,
      ...timings,
      ...changes,
    };
    const client = this.api.clientOf(process);
    const elector = new LeaseElector(options, { client, clock: process.clock, random: random.next });
    const candidate: Candidate = { process, elector, stopped: false, jobs: [] };
    elector.on('acquired', term => {
      this.note(`${process.name} acquired ${term.fencingToken}`);
      this.terms++;
      if (term.fencingToken <= this.token) this.violate(`token ${term.fencingToken} after ${this.token}`);
      this.token = term.fencingToken;
      this.startJob(candidate);
    });
    elector.on('lost', (_term, reason) => this.note(`${process.name} lost: ${reason.code}`));
    this.candidates.push(candidate);
    this.start(candidate);
    return candidate;
  }

  start({ process, elector }: Pick<Candidate, 'process' | 'elector'>): void {
    this.time.after(this.closedUntil - this.time.now, () =>
      process.deliver(() => {
        if (this.time.now < this.closedUntil) this.start({ process, elector });
        else void elector.start();
      }),
    );
  }

  /** An administrator deletes the lease, which every candidate has seen. */
  delete(): void {
    if (!this.candidates.every(({ elector }) => elector.holder !== undefined)) return;
    this.closedUntil = this.time.now + 2 * timings.leaseDuration;
    this.api.delete();
  }

  crash(candidate: Candidate): void {
    this.note(`${candidate.process.name} crashes`);
    candidate.process.crashed = true;
    this.candidates.splice(this.candidates.indexOf(candidate), 1);
  }

  /** All faults cease, and what they have left behind (pauses, outages that end later) too. */
  calmDown(): void {
    this.run(Math.max(0, this.closedUntil - this.time.now));
    this.note('-- all faults cease');
    this.api.weather = { ...calm };
    this.api.clockError = 0;
    this.jobs = { reaction: 0, hangs: 0 };
    for (const { process } of this.candidates) {
      process.partitioned = false;
      process.resume();
    }
  }

  run(duration: number): void {
    this.time.runUntil(this.time.now + duration, () => this.check());
  }

  note(text: string): void {
    this.log.push(`${this.time.now.toFixed(1)} ${text}`);
  }

  leaders(): Candidate[] {
    return this.candidates.filter(({ process, elector }) => !process.isPaused && elector.isLeader);
  }

  private check(): void {
    const acting = this.candidates.filter(candidate => this.acts(candidate));
    if (acting.length > 1) {
      this.violate(
        `${acting.map(({ process, elector }) => `${process.name}${elector.isLeader ? '' : ' (draining)'}`).join(' and ')} act at once`,
      );
    }
    if (acting.length > 0) {
      this.longestGap = Math.max(this.longestGap, this.time.now - this.lastLed);
      this.lastLed = this.time.now;
    }
  }

  /** The gate is open, or work that it let through may still act. */
  private acts(candidate: Candidate): boolean {
    if (candidate.process.isPaused) return false;
    if (candidate.elector.isLeader) return true;
    candidate.jobs = candidate.jobs.filter(job => !job.ended);
    return candidate.jobs.some(job => !job.open.run.signal.aborted);
  }

  private startJob(candidate: Candidate): void {
    const open = candidate.elector.enter('job');
    if (!open) return this.violate('acquired, and not let through');
    const job = { open, ended: false };
    candidate.jobs.push(job);
    const end = () => {
      job.ended = true;
      open.end();
    };
    const hangs = this.random.chance(this.jobs.hangs);
    const onAbort = () => {
      if (!hangs) candidate.process.clock.setTimer(end, this.random.between(0, this.jobs.reaction));
    };
    if (this.random.chance(0.5)) open.run.endingSignal.addEventListener('abort', onAbort);
    else open.run.signal.addEventListener('abort', onAbort);
  }

  private violate(what: string): void {
    this.note(`VIOLATION ${what}`);
    this.violations.push(`at ${this.time.now.toFixed(1)}: ${what}`);
  }
}
