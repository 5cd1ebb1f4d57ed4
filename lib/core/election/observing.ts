import { type Lease } from '../record/lease.js';
import { type ResourceVersion } from '../record/resource-version.js';
import { beginTerm, confirmTerm, loseTerm } from './terms.js';
import { type Draft, lookOf } from './draft.js';
import { holderOf, transitionsOf } from './lease-spec.js';
import { confirmAnnotations } from './annotating.js';
import { sawAnother } from './inheriting.js';
import { isBefore, deadlineAfter } from './now.js';
import { burnAll, burnAllBut, forgetBefore, isOwn, mayBeOvertaken, provenWrite, type SentWrite } from './own-writes.js';
import { createsUnderWay, learnVersion } from './requests.js';
import { observedAbsent, observedPresent, type Observation } from './observation.js';
import { noticeTaken } from './turn.js';

/** The lease was seen, and nothing newer is known. */
export function observeLease(draft: Draft, lease: Lease, version: ResourceVersion, age = 0): void {
  const previous = draft.observed;
  if (previous.kind === 'unseen' || version > previous.version) learnVersion(draft, version);
  if (previous.kind !== 'unseen' && previous.version !== version) sawAnother(draft);
  draft.observed = observedPresent(previous, lease, version, lookOf(draft), age);
  if (holderOf(lease.spec) !== undefined) noticeTaken(draft, previous);
  if (isOwn(draft.own, draft.config.identity, lease.spec)) {
    observeOwn(draft, lease, version);
    return;
  }
  // The record that a take was to replace is no news of it: only another version burns its nonce (rule 6).
  if (previous.kind !== 'present' || previous.version !== version) draft.own = burnAll(draft.own);
  noticeNamesake(draft, previous, lease);
  loseTerm(draft, 'replaced');
}

export function observeAbsence(draft: Draft, version: ResourceVersion | undefined): void {
  sawAnother(draft);
  const previous = draft.observed;
  // That a create which is under way has not happened yet is no news of it (rules 6 and 12).
  const isNews = version !== undefined || previous.kind !== 'absent' || previous.disputed === true;
  const absent = observedAbsent(previous, version, lookOf(draft));
  // Everybody else waits a whole lease from the delete; the leader that noticed it need not (rule 11).
  draft.observed = draft.mode.name === 'leader' ? { ...absent, reclaimUntil: draft.mode.term.deadline } : absent;
  draft.own = burnAllBut(draft.own, isNews ? [] : createsUnderWay(draft));
  loseTerm(draft, 'deleted');
}

/** A record of our own proves that the write it shows happened, and counts from that write's send (rules 2 and 7). */
function observeOwn(draft: Draft, lease: Lease, version: ResourceVersion): void {
  const write = provenWrite(draft.own, lease.spec);
  if (write === undefined) return;
  draft.own = forgetBefore(draft.own, write);
  confirmTerm(draft, write);
  confirmAnnotations(draft, write);
  if (mayBegin(draft, write, version)) beginTerm(draft, write, version, transitionsOf(lease.spec));
}

/** Otherwise the record, being our own, is taken back by a new write (rule 15). */
function mayBegin(draft: Draft, write: SentWrite, version: ResourceVersion): boolean {
  return (
    draft.mode.name === 'candidate' &&
    write.takes &&
    !mayBeOvertaken(draft.own, write, version) &&
    isBefore(draft.now, deadlineAfter(write.sent, draft.config.renewDeadline)) &&
    draft.now.mono >= draft.outUntil &&
    !draft.now.working
  );
}

function noticeNamesake(draft: Draft, previous: Observation, lease: Lease): void {
  const { identity } = draft.config;
  if (draft.namesakeSaid || previous.kind !== 'present' || holderOf(lease.spec) !== identity) return;
  const renewed =
    holderOf(previous.lease.spec) === identity &&
    previous.lease.spec?.acquireTime === lease.spec?.acquireTime &&
    previous.lease.spec?.renewTime !== lease.spec?.renewTime;
  if (!renewed) return;
  draft.namesakeSaid = true;
  draft.actions.push({ type: 'notice', notice: 'identityInUse' });
}
