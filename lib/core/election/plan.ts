import { type Draft, isDue } from './draft.js';
import { hasUrgentAnnotations } from './annotating.js';
import { mayRenewNow, mayTakeNow, noticeNoVacancy } from './eligibility.js';
import { obeyRequest } from './handing-over.js';
import { holderOf } from './lease-spec.js';
import { type Deadline, isBefore } from './now.js';
import { isOwn, spendTakes } from './own-writes.js';
import { isTooLate } from './pace.js';
import { awaited, isReleasing, isTaking, mayRead, mayWrite } from './requests.js';
import { pollBesideAt } from './silence.js';
import { type Ending, type Term } from './state.js';
import { type Absent, type Present, spendFirstAbsence } from './observation.js';
import { beginTermAlone, releasing } from './terms.js';
import { turnAt } from './turn.js';
import { closeWatch, planWatch } from './watching.js';
import { sendRead, sendRelease, sendRenewal, sendTake } from './writing.js';

/** What to do next, from what is known now; asks to be woken for what is due later. */
export function plan(draft: Draft): void {
  if (draft.mode.name === 'leader') obeyRequest(draft, draft.mode.term);
  if (draft.mode.name === 'ending') planEnding(draft, draft.mode);
  if (draft.mode.name === 'candidate') planCandidate(draft);
  if (draft.mode.name === 'leader') planHolding(draft, draft.mode.term);
  if (draft.mode.name !== 'stopped' && !draft.config.alone) planWatch(draft);
}

function planCandidate(draft: Draft): void {
  if (draft.config.alone) {
    if (!draft.now.working && isDue(draft, draft.outUntil) && mayTakeNow(draft)) beginTermAlone(draft);
    return;
  }
  if (awaited(draft) || !readIsSettled(draft)) return;
  const { observed, pace } = draft;
  if (observed.kind === 'unseen') {
    readWhenDue(draft, pace.pollAt);
    return;
  }
  noticeLongClaim(draft, observed);
  const at = turnAt(draft, observed);
  const isItsTurn =
    at !== undefined && mayTake(draft, observed) && isDue(draft, Math.max(at, pace.writeAt, draft.outUntil));
  if (!isItsTurn) noticeNoVacancy(draft);
  if (isItsTurn && mayTakeNow(draft)) {
    takeLease(draft, observed);
  } else if (draft.watch.name !== 'open' || isTaking(draft)) {
    readWhenDue(draft, pace.pollAt);
  } else {
    readWhenDue(draft, Math.max(pace.pollAt, pollBesideAt(draft)));
  }
}

/** Said once of each claim: whoever waits wonders how long, and the own `leaseDuration` is no answer. */
function noticeLongClaim(draft: Draft, observed: Absent | Present): void {
  const { own, config, now } = draft;
  if (observed.kind !== 'present' || isOwn(own, config.identity, observed.lease.spec)) return;
  const holder = holderOf(observed.lease.spec);
  const silentUntil = observed.changedAt + config.leaseDuration;
  if (holder === undefined || observed.waitUntil <= silentUntil || !isDue(draft, silentUntil)) return;
  const claim = `${holder} ${observed.lease.spec?.acquireTime}`;
  const left = observed.waitUntil - now.mono;
  if (draft.waitedOut === claim || left <= 0) return;
  draft.waitedOut = claim;
  draft.actions.push({ type: 'waitingOut', until: now.wall + left });
}

/** A second create might make the lease again after a delete, when the first has made it and begun a term. */
function mayTake(draft: Draft, observed: Absent | Present): boolean {
  return mayWrite(draft) && !draft.neighbours.isAwaited && !(observed.kind === 'absent' && isTaking(draft));
}

function takeLease(draft: Draft, observed: Absent | Present): void {
  sendTake(draft, observed);
  if (observed.kind === 'absent') draft.observed = spendFirstAbsence(observed, draft.config.leaseDuration);
}

/** Renews once per interval; after a write whose outcome is unknown, reads first (rules 7 and 12). */
function planHolding(draft: Draft, term: Term): void {
  isDue(draft, whenPast(draft, term.deadline));
  if (draft.config.alone) {
    holdAlone(draft, term);
    return;
  }
  if (awaited(draft) || isTooLate(draft) || !readIsSettled(draft)) return;
  if (!mayWrite(draft)) {
    readWhenDue(draft, draft.pace.pollAt);
    return;
  }
  const renewAt = hasUrgentAnnotations(draft) ? -Infinity : term.renewedAt + draft.config.renewInterval;
  const at = Math.max(renewAt, draft.pace.writeAt);
  const { observed } = draft;
  if (observed.kind === 'present' && isDue(draft, at) && mayRenewNow(draft))
    sendRenewal(draft, observed, term.acquireTime);
}

/** Nothing is renewed outside Kubernetes; but whoever is not eligible any more ends as often. */
function holdAlone(draft: Draft, term: Term): void {
  if (draft.mode.name !== 'leader' || draft.config.eligibility !== 'asked') return;
  if (isDue(draft, term.renewedAt + draft.config.renewInterval) && mayRenewNow(draft)) {
    draft.mode = { ...draft.mode, term: { ...term, renewedAt: draft.now.mono } };
    isDue(draft, draft.now.mono + draft.config.renewInterval);
  }
}

/** Sends the read that is owed, if any; false while there is one. */
function readIsSettled(draft: Draft): boolean {
  const { readAt } = draft.pace;
  if (readAt === undefined) return true;
  readWhenDue(draft, readAt);
  return false;
}

function readWhenDue(draft: Draft, at: number): void {
  if (mayRead(draft) && isDue(draft, at)) sendRead(draft);
}

/** Rule 8: drain, abort, release, each while the lease is still ours. */
function planEnding(draft: Draft, ending: Ending): void {
  const { phase, term } = ending;
  if (phase.name === 'releasing') {
    planRelease(draft, ending, phase);
    return;
  }
  const over = !draft.now.working || isDue(draft, phase.until);
  if (!over) {
    const held = phase.name === 'draining' || phase.held;
    if (held && term) planHolding(draft, term);
    return;
  }
  if (phase.name === 'draining') {
    draft.actions.push({ type: 'endTerm', code: ending.code });
    const until = draft.now.mono + draft.config.abortGrace;
    enter(draft, { ...ending, phase: { name: 'aborting', until, held: true } });
  } else if (draft.now.working) {
    draft.actions.push({ type: 'notice', notice: 'workLeft' });
    settle(draft, ending);
  } else if (phase.held && term) {
    enter(draft, { ...ending, phase: releasing(draft, term.deadline) });
  } else {
    settle(draft, ending);
  }
}

/** One more try after a failure, none after a refusal; what is under way may still succeed until the deadline. */
const mostFailures = 2;

function planRelease(draft: Draft, ending: Ending, phase: Extract<Ending['phase'], { name: 'releasing' }>): void {
  const { observed, config } = draft;
  isDue(draft, whenPast(draft, phase.deadline));
  if (config.alone) {
    settle(draft, ending);
    return;
  }
  const isGivenUp = phase.failures >= mostFailures && !isReleasing(draft);
  if (isGivenUp || !isBefore(draft.now, phase.deadline)) {
    giveUpRelease(draft, ending);
    return;
  }
  if (awaited(draft) || isTooLate(draft) || !readIsSettled(draft)) return;
  const isOurs = observed.kind === 'present' && isOwn(draft.own, config.identity, observed.lease.spec);
  if (!isOurs && !isTaking(draft)) settle(draft, ending);
  else if (!isOurs || !mayWrite(draft) || phase.failures >= mostFailures) readWhenDue(draft, draft.pace.pollAt);
  else if (isDue(draft, draft.pace.writeAt)) sendRelease(draft, observed, ending.successor);
}

/** Nothing is unsafe about that: the lease runs out by itself. Whoever waits for it is told when. */
function giveUpRelease(draft: Draft, ending: Ending): void {
  const { own, config, now } = draft;
  const sent = ending.term?.renewedAt ?? own.writes.at(-1)?.sent.mono ?? -Infinity;
  const left = sent + config.leaseDuration - now.mono;
  if (left > 0) draft.actions.push({ type: 'notReleased', runsOutAt: now.wall + left });
  settle(draft, ending);
}

function enter(draft: Draft, ending: Ending): void {
  draft.mode = ending;
  planEnding(draft, ending);
}

function settle(draft: Draft, ending: Ending): void {
  // A take that was to be released begins no term any more, even if it is learnt only now that it has happened.
  if (ending.term === undefined) draft.own = spendTakes(draft.own);
  draft.actions.push({ type: 'settled' });
  if (ending.next === 'candidate') {
    draft.mode = { name: 'candidate' };
    draft.outUntil = Math.max(draft.outUntil, draft.now.mono + ending.cooldown);
  } else {
    stop(draft);
  }
}

export function stop(draft: Draft): void {
  draft.mode = { name: 'stopped' };
  draft.requests = [];
  draft.wakeAt = Infinity;
  closeWatch(draft);
  draft.actions.push({ type: 'stopped', isNamed: draft.own.nonces.length > 0 });
}

/** Monotonic time at which the first of the two clocks will be past it, if neither jumps. */
function whenPast(draft: Draft, deadline: Deadline): number {
  return Math.min(deadline.mono, draft.now.mono + deadline.wall - draft.now.wall);
}
