import { type LeadershipTerm } from '../../../lib/core/elector/leadership-term.js';
import { type LeadershipLostError } from '../../../lib/core/errors/leadership-lost.error.js';
import { parseMicroTime } from '../../../lib/core/record/micro-time.js';
import { type LeaseVerb } from '../../../lib/core/lease/lease-request.error.js';
import { type Lease } from '../../../lib/core/record/lease.js';
import { placeKey } from '../../../lib/core/record/place.js';
import { type Candidate, type CandidateObserver } from './candidate.js';
import { type Written } from './lease-store.js';
import { longestExit } from './simulated-exit.js';
import { type NetworkObserver, type News } from './network.js';
import { OrderReferee } from './order-referee.js';
import { type World } from './world.js';

/** Milliseconds that a timer may be late in a process that runs. */
const timerSlack = 1;

/** Of one elector, under way at a time. */
const mostWrites = 2;

/** Messages within a retryInterval; races and news in a row have one answered by the other. */
const mostInABurst = 60;

/** Sees everything that happens in a world, and says what must not. */
export class Referee implements NetworkObserver, CandidateObserver {
  private readonly order: OrderReferee;

  constructor(private readonly world: World) {
    this.order = new OrderReferee(world);
  }

  /** At the end of each instant. */
  check(): void {
    for (const lease of this.world.leases) {
      let acting: Candidate | undefined;
      for (const candidate of lease.candidates) {
        if (!this.acts(candidate)) continue;
        if (acting) this.world.violate(`${acting.name} and ${candidate.name} act at once`);
        acting = candidate;
      }
      for (const undead of lease.undead) {
        if (this.acts(undead)) this.world.violate(`${undead.name} has said its last words and acts on`);
      }
      for (const foreigner of lease.foreigners) {
        if (!foreigner.acts) continue;
        if (acting) this.world.violate(`${acting.name} and ${foreigner.name} act at once`);
      }
      if (acting) lease.lastLed = this.world.time.now;
    }
  }

  /** As user code does where it goes on. */
  asksWhetherLeader(candidate: Candidate): boolean {
    if (!candidate.elector.isLeader) return (candidate.leading = false);
    if (!candidate.leading) this.world.violate(`${candidate.name} leads again without a new term`);
    if (this.isOverdue(candidate, 0)) this.world.violate(`${candidate.name} leads past its deadline`);
    return true;
  }

  /** Whether user code would act now: the gate is open, or work that it let through has not been told to stop. */
  private acts(candidate: Candidate): boolean {
    if (!candidate.process.isRunning) return false;
    // Before `isLeader` is read, which may end the term: signals must not depend on anybody's asking.
    const works = this.works(candidate);
    return this.asksWhetherLeader(candidate) || works;
  }

  sent(candidate: Candidate, verb: LeaseVerb, lease: Lease | undefined): void {
    const { world } = this;
    candidate.lease.messages++;
    if (this.isHasty(candidate)) world.violate(`${candidate.name} hammers the API server`);
    if (world.isTraced) world.note(`   ${candidate.name} sends ${verb}`);
    candidate.lease.onSent?.(candidate, verb);
    if (candidate.isUndead) world.violate(`${candidate.name} has said its last words and goes on`);
    if (lease === undefined) return;
    if (candidate.rights.writesUnderWay.size > mostWrites)
      world.violate(`${candidate.name} has too many writes under way`);
    if (!candidate.rights.writes(lease, candidate.process.monotonic)) {
      world.violate(`${candidate.name} claims the lease before the rules let it`);
    }
    this.checkRenewTime(candidate, lease);
    const { spec } = lease;
    if (spec?.holderIdentity !== candidate.identity) return;
    this.order.claims(candidate, !candidate.nonces.has(String(spec.acquireTime)));
    candidate.lastNonce = String(spec.acquireTime);
    candidate.nonces.add(candidate.lastNonce);
    world.claimants.set(`${candidate.identity} ${candidate.lastNonce}`, candidate);
    candidate.claimsSent.set(`${spec.acquireTime} ${spec.renewTime}`, candidate.process.monotonic);
  }

  applied(written: Written, replaced: Lease | undefined): void {
    const { world } = this;
    const { writer, lease } = written;
    if (world.isTraced) world.note(`   ${written.type} ${describe(written)}`);
    if (!(writer instanceof Object)) return;
    const candidate = writer as Candidate;
    const { spec } = lease;
    const wasOwn = isOwn(candidate, replaced);
    if (this.takesFromTheLiving(candidate, spec, replaced?.spec)) {
      world.violate(`${candidate.name} takes a lease whose holder lives, before it has run out`);
    }
    if (spec?.holderIdentity === '') {
      if (!wasOwn) world.violate(`${candidate.name} released somebody else's record`);
      if (candidate.jobs.some(job => !job.ended)) world.violate(`${candidate.name} released while work was running`);
    } else if (spec?.holderIdentity === candidate.identity) {
      const sent = candidate.claimsSent.get(`${spec.acquireTime} ${spec.renewTime}`);
      // An earlier claim that happens late, after the lease was deleted, takes nothing from a later one.
      const isNewer = sent !== undefined && sent >= (candidate.lastClaim?.sent ?? -Infinity);
      if (isNewer) candidate.lastClaim = { sent, happened: world.time.now };
    }
    const isTake = spec?.acquireTime !== replaced?.spec?.acquireTime;
    if (isTake && !this.isFindable(candidate, lease)) {
      world.violate(`${candidate.name} takes the lease, and its neighbours could not tell that it has ended`);
    }
    this.order.applied(candidate, lease, isTake);
    candidate.lease.onApplied?.(candidate);
  }

  endsWithLastWords({ name }: Candidate): void {
    const { world } = this;
    world.note(`${name} says its last words`);
    world.tally.count('last words');
    world.wordsUntil = world.time.now + longestExit;
  }

  /** Rule 17: a take says where, unless there is no room, or writes have been refused for it. */
  private isFindable({ identity, wasRejected }: Candidate, { spec, metadata }: Lease): boolean {
    if (spec?.holderIdentity !== identity || wasRejected) return true;
    const { theirs, [placeKey]: place } = metadata.annotations ?? {};
    return theirs !== undefined || !!place?.includes(String(spec.acquireTime));
  }

  /** Whoever waits for a lease to run out waits for longer than its holder may lead. */
  private takesFromTheLiving(taker: Candidate, spec: Lease['spec'], before: Lease['spec']): boolean {
    const { world } = this;
    if (spec?.holderIdentity !== taker.identity || spec.acquireTime === before?.acquireTime) return false;
    if (taker.lease.foreigners.some(foreigner => foreigner.actsBy(before))) return true;
    const holder = world.claimantOf(before);
    if (holder === undefined || holder.process === taker.process || world.wasRestored) return false;
    const since = world.time.now - (holder.lastClaim?.happened ?? -Infinity);
    if (holder.process.crashed) {
      if (since < holder.timings.renewDeadline) world.tally.count('taken from the dead');
      return false;
    }
    // It counts from its send, and a slow server may have carried the write out seconds later.
    return since < holder.timings.renewDeadline / world.rates.slow && !this.isOverdue(holder, 0);
  }

  told(candidate: Candidate, news: News): () => void {
    // It does not listen any more.
    if (candidate.isUndead) return () => {};
    const { process, lastClaim, timings } = candidate;
    const leadsUntil = candidate.leading && lastClaim ? lastClaim.sent + timings.renewDeadline : undefined;
    if (!news.isForgotten) candidate.rights.told(news, process.monotonic, leadsUntil);
    const mustStop = this.takesLeadAway(candidate, news);
    return () => {
      const { elector, rights } = candidate;
      if (mustStop && elector.isLeader && !this.world.wasRestored) {
        this.world.violate(`${candidate.name} leads on although it was told of version ${news.version}`);
      }
      const holder = elector.holder?.replace(/ \(not this process\)$/, '');
      if (!news.isForgotten && holder !== rights.holder) {
        this.world.violate(`${candidate.name} believes that ${elector.holder} leads, and was told of ${rights.holder}`);
      }
    };
  }

  refused(candidate: Candidate, lease: Lease): void {
    candidate.rights.refused(lease);
    if (lease.metadata.resourceVersion === undefined) candidate.knowsPresent = true;
  }

  acquired(candidate: Candidate, term: LeadershipTerm): void {
    const { world } = this;
    const { lease, process } = candidate;
    const token = Number(term.fencingToken);
    world.note(`${candidate.name} leads, token ${token}`);
    world.tally.count('terms');
    if (lease.lastLeader && lease.lastLeader !== candidate) world.tally.count('handovers');
    world.gap(lease);
    lease.lastLeader = candidate;
    candidate.leading = true;
    if (token <= lease.token) world.violate(`${candidate.name} has token ${token}, after ${lease.token}`);
    lease.token = token;
    const record = world.network.store.log.findLast(({ version }) => version === token)?.lease;
    candidate.termNonce = record?.spec?.acquireTime ?? undefined;
    if (record && !candidate.rights.mayBeginWith(record)) world.violate(`${candidate.name} leads by an old write`);
    if (process.monotonic < candidate.outUntil) world.violate(`${candidate.name} leads while it should stay out`);
    if (candidate.jobs.some(job => !job.ended)) world.violate(`${candidate.name} leads while earlier work is running`);
    this.order.acquired(candidate);
    world.startJob(candidate);
  }

  lost(candidate: Candidate, term: LeadershipTerm, { code }: LeadershipLostError): void {
    const { world } = this;
    world.note(`${candidate.name} lost: ${code}`);
    world.tally.count(`lost: ${code}`);
    this.order.lost(candidate, code);
    if (!term.signal.aborted) world.violate(`${candidate.name} lost its term and its signal did not abort`);
    const blamesNews = code === 'replaced' || code === 'deleted';
    if (blamesNews && !world.wasRestored && !this.wasReplaced(candidate, Number(term.fencingToken))) {
      world.violate(`${candidate.name} gave up (${code}) a lease that was its own all along`);
    }
  }

  gateLeftOpen(candidate: Candidate): void {
    this.world.violate(`${candidate.name} was told to end its term and its gate is open`);
  }

  /** Whether that is newer than what it knew, and not of a record of its own. */
  private takesLeadAway(candidate: Candidate, { by, version, lease }: News): boolean {
    if (version !== undefined && version <= candidate.known && !this.world.wasRestored) return false;
    candidate.known = version ?? Math.max(candidate.known, 0);
    candidate.knowsPresent = lease !== undefined;
    return lease === undefined ? by === 'watch' : !isOwn(candidate, lease);
  }

  private works(candidate: Candidate): boolean {
    if (candidate.jobs.length === 0) return false;
    candidate.jobs = candidate.jobs.filter(job => !job.ended);
    const works = candidate.jobs.some(job => !job.open.run.signal.aborted);
    if (works && this.isOverdue(candidate, timerSlack)) {
      this.world.violate(`work of ${candidate.name} continues past the deadline`);
    }
    return works;
  }

  /** It is the present, and moves on with each write of a term. */
  private checkRenewTime(candidate: Candidate, { spec }: Lease): void {
    const nonce = String(spec?.acquireTime);
    const written = parseMicroTime(spec?.renewTime) ?? NaN;
    const before = candidate.renewTimes.get(nonce) ?? -Infinity;
    const present = Math.floor(candidate.process.wall * 1000);
    if (!(written > before)) this.world.violate(`${candidate.name} did not move renewTime on`);
    if (written > Math.max(present, before + 1)) this.world.violate(`${candidate.name} wrote a renewTime to come`);
    candidate.renewTimes.set(nonce, written);
  }

  private isHasty(candidate: Candidate): boolean {
    const { now } = this.world.time;
    if (now > candidate.burst.until) candidate.burst = { until: now + candidate.timings.retryInterval, messages: 0 };
    return ++candidate.burst.messages > mostInABurst;
  }

  /** By the sends that this world has seen, rather than by what the elector believes. */
  private isOverdue({ lastClaim, process, timings }: Candidate, slack: number): boolean {
    return lastClaim === undefined || process.monotonic > lastClaim.sent + timings.renewDeadline + slack;
  }

  private wasReplaced(candidate: Candidate, since: number): boolean {
    const { log } = this.world.network.store;
    for (let index = log.length - 1; index >= 0 && log[index].version > since; index--) {
      const { name, type, lease, writer } = log[index];
      if (name !== candidate.lease.name) continue;
      const isOld = writer === 'administrator' && lease.spec?.acquireTime !== candidate.lastNonce;
      if (type === 'DELETED' || isOld || !isOwn(candidate, lease)) return true;
    }
    return false;
  }
}

export function isOwn(candidate: Candidate, lease: Lease | undefined): boolean {
  const spec = lease?.spec;
  return spec?.holderIdentity === candidate.identity && candidate.nonces.has(String(spec.acquireTime));
}

function describe({ version, writer, lease }: Written): string {
  const by = writer instanceof Object ? (writer as Candidate).name : writer;
  const { holderIdentity, leaseDurationSeconds, acquireTime, renewTime } = lease.spec ?? {};
  return `${version} by ${by}: ${holderIdentity ?? 'nobody'} for ${leaseDurationSeconds} s, ${acquireTime} ${renewTime}`;
}
