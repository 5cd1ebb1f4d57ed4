import { CandidateElector } from '../../../lib/core/elector/candidate-elector.js';
import { type LeadershipTerm } from '../../../lib/core/elector/leadership-term.js';
import { LastWords } from '../../../lib/core/elector/last-words.js';
import { silentLogger } from '../../../lib/core/elector/logger.js';
import { type ResolvedElectorOptions } from '../../../lib/core/elector/options/elector-options.js';
import { type Presence } from '../../../lib/core/kernel/presence.js';
import { type LeaseClient } from '../../../lib/core/lease/lease-client.js';
import { type LeadershipLostError } from '../../../lib/core/errors/leadership-lost.error.js';
import { type Job } from './jobs.js';
import { Rights } from './rights.js';
import { type SimulatedLease } from './simulated-lease.js';
import { type SimulatedProcess } from './simulated-process.js';
import { type Timings } from './timings.js';

export interface CandidateObserver {
  acquired(candidate: Candidate, term: LeadershipTerm): void;
  lost(candidate: Candidate, term: LeadershipTerm, reason: LeadershipLostError): void;
  /** Asked to stop or to step down, it did not close its gate at once. */
  gateLeftOpen(candidate: Candidate): void;
}

/** An elector in a simulated process, and what the world has noticed of it. */
export class Candidate {
  readonly elector: CandidateElector;
  running = false;
  /** Its process has said its last words, and lives on. */
  isUndead = false;
  /** Not to be started again. */
  isRetired = false;
  jobs: Job[] = [];
  requestsUnderWay = 0;
  watchesOpen = 0;
  /** What it sent within a short time. */
  burst = { until: 0, messages: 0 };
  /** Promises of start, stop and stepDown that have not settled. */
  promisesPending = 0;
  /** Newest version that it has been told of since its start; 0: that there is none, -1: nothing at all. */
  known = -1;
  /** Whether the last news was that there is a lease. */
  knowsPresent = false;
  /** What the rules let it do, by what it was told since its start. */
  rights: Rights;
  /** Every acquireTime that it sent. */
  readonly nonces = new Set<string>();
  lastNonce: string | undefined;
  /** The acquireTime of the record that began its last term; another take may have been sent since. */
  termNonce: string | undefined;
  /** By acquireTime, the newest renewTime that it sent, in microseconds. */
  readonly renewTimes = new Map<string, number>();
  /** By acquireTime and renewTime, the monotonic time at which that claim was sent. */
  readonly claimsSent = new Map<string, number>();
  /** Its last claim that happened: sent when by its monotonic clock, and when it happened in real time. */
  lastClaim: { readonly sent: number; readonly happened: number } | undefined;
  /** `isLeader` has never been false since the term began. */
  leading = false;
  /** Monotonic time until which it has to stay out, counted from the end of the term. */
  outUntil = -Infinity;

  /** What its user says if it is asked whether it is eligible. */
  eligibility: 'yes' | 'no' | 'throws' = 'yes';
  /** The last answer; and when that was asked, by its monotonic clock. */
  lastAnswer = true;
  askedAt = -Infinity;
  /** It has been told once that a request of its is not allowed: what it writes next may leave the place out. */
  wasRejected = false;
  /** In this term, its user has said no. */
  saidNo = false;
  /** Its user has told it to step down in this term. */
  steppedDown = false;

  private starts = 0;
  /** A step-down then is of the past as soon as it starts again. */
  private isStopping = false;

  constructor(
    readonly process: SimulatedProcess,
    readonly lease: SimulatedLease,
    readonly identity: string,
    readonly timings: Timings,
    client: (candidate: Candidate) => LeaseClient,
    random: () => number,
    presence: Presence,
    private readonly observer: CandidateObserver,
    /** Whether it has a function `eligible`. */
    readonly isAsked: boolean,
  ) {
    this.rights = this.rightsAtStart();
    const options: ResolvedElectorOptions = {
      leaseName: lease.name,
      namespace: 'default',
      identity,
      connection: 'in-cluster',
      eligible: isAsked ? () => this.isEligible() : true,
      waitForLeader: 0,
      autoClose: false,
      releaseOnExit: true,
      logger: silentLogger,
      ...timings,
    };
    const ownClient = client(this);
    const lastWords = new LastWords(ownClient, process.exit);
    const dependencies = { client: ownClient, clock: process.clock, random, lastWords, presence };
    this.elector = new CandidateElector(options, dependencies);
    this.elector.on('acquired', term => observer.acquired(this, term));
    this.elector.on('lost', (term, reason) => observer.lost(this, term, reason));
  }

  get name(): string {
    return `${this.process.name}/${this.lease.name}`;
  }

  start(): void {
    if (this.running || this.isRetired) return;
    this.running = true;
    this.starts++;
    this.known = -1;
    this.knowsPresent = false;
    // A start that waits for the end of a stop resets it then.
    if (!this.isStopping) this.rights = this.rightsAtStart();
    this.outUntil = -Infinity;
    this.track(this.elector.start());
  }

  stop(): void {
    this.running = false;
    this.isStopping = true;
    this.track(this.elector.stop().then(() => this.hasStopped()));
    if (this.elector.isLeader) this.observer.gateLeftOpen(this);
  }

  /** What it was told until now, a start that waited for this knows nothing of. */
  private hasStopped(): void {
    // Of several stops that end together the first is heard first, and a start may follow it.
    if (!this.isStopping) return;
    this.isStopping = false;
    this.knowsPresent = false;
    this.rights = this.rightsAtStart();
  }

  /** Whether it has seen the lease, and will see it gone as gone, rather than as never there. */
  get hasSeenLease(): boolean {
    return this.knowsPresent && !this.isStopping;
  }

  /** @param to who is to lead next, if anybody */
  stepDown(cooldown: number, to?: string): void {
    const { starts, isStopping } = this;
    this.steppedDown = true;
    const stayOut = () => {
      if (this.starts === starts && !isStopping)
        this.outUntil = Math.max(this.outUntil, this.process.monotonic + cooldown);
    };
    stayOut();
    this.track(this.elector.stepDown({ cooldown, ...(to === undefined ? {} : { to }) }).then(stayOut));
    if (this.elector.isLeader) this.observer.gateLeftOpen(this);
  }

  reconsider(): void {
    this.elector.reconsider();
    if (this.isAsked && this.running && !this.lastAnswer && this.elector.isLeader) this.observer.gateLeftOpen(this);
  }

  private isEligible(): boolean {
    this.askedAt = this.process.monotonic;
    if (this.eligibility === 'throws') throw new Error('eligible threw');
    this.lastAnswer = this.eligibility === 'yes';
    if (!this.lastAnswer) this.saidNo = true;
    return this.lastAnswer;
  }

  /** From now on it has to stay out for that long at least; unless it is being stopped, and starts anew. */
  mustStayOut(duration: number): void {
    if (this.isStopping) return;
    this.outUntil = Math.max(this.outUntil, this.process.monotonic + duration);
  }

  endJobs(): void {
    for (const job of this.jobs.splice(0)) {
      job.ended = true;
      job.open.end();
    }
  }

  private rightsAtStart(): Rights {
    return new Rights(this.identity, this.timings);
  }

  private track(promise: Promise<void>): void {
    const settled = () => void this.promisesPending--;
    this.promisesPending++;
    promise.then(settled, settled);
  }
}
