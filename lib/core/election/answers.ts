import { type LeaseRequestFailure } from '../errors/lease-request-failure.js';
import { type Lease } from '../record/lease.js';
import { parseResourceVersion, type ResourceVersion } from '../record/resource-version.js';
import { type Draft, jittered } from './draft.js';
import { type Answer, leavesUnknown } from './input.js';
import { confirmAnnotations, dropAnnotations } from './annotating.js';
import { nameNobody } from './handing-over.js';
import { sawFirst, takeWasRefused } from './inheriting.js';
import { burn } from './own-writes.js';
import { oweRead, retryTime, setPace } from './pace.js';
import { provenAge } from './proven-age.js';
import { observeAbsence, observeLease } from './observing.js';
import { dispute, type Observation } from './observation.js';
import { countFailedRelease, isOvertaken, oweNoRead, repeatRead, settleRequest } from './requests.js';
import { noticeSilence } from './silence.js';
import { type PendingRequest, type PendingWrite } from './state.js';
import { widenWindow } from './turn.js';
import { replaceWatch, reviveWatch } from './watching.js';

/** Failed writes in a row after which even those that may be retried at once are paced. */
const hastyRetries = 3;

/** Also of a doubted request: it is as good as any other, and counts from its own send. */
export function receiveAnswer(draft: Draft, id: number, answer: Answer): void {
  const request = settleRequest(draft, id);
  if (!request) return;
  const version = answer.ok ? parseResourceVersion(answer.lease.metadata.resourceVersion) : undefined;
  if (answer.ok && version !== undefined && version !== request.write?.sent.basis) {
    if (request.write) writeSucceeded(draft, request.write, answer.lease, version);
    else readSucceeded(draft, request, answer.lease, version, answer.serverTime);
    return;
  }
  // A write that changed nothing is seen by nobody (rule 1): as good as not answered.
  const failure = answer.ok ? 'malformed' : answer.failure;
  const retryAfter = answer.ok ? undefined : answer.retryAfter;
  // What a doubted request did not tell is known by now, or is being found out.
  if (request.doubtAt === Infinity && (request.write ? leavesUnknown(failure) : failure !== 'notFound')) {
    // But an absence tells what came of a create only once that is over.
    if (request.write?.kind === 'create' && draft.observed.kind === 'absent') oweRead(draft, draft.now.mono);
    return;
  }
  setPace(draft, { fresh: failure === 'timeout' || failure === 'network' });
  if (request.write) writeFailed(draft, request.write, failure, retryAfter);
  else readFailed(draft, request, failure, retryAfter);
}

function readSucceeded(
  draft: Draft,
  request: PendingRequest,
  lease: Lease,
  version: ResourceVersion,
  serverTime: number | undefined,
): void {
  answered(draft);
  readDone(draft, request);
  const previous = draft.observed;
  if (previous.kind === 'unseen') {
    observeLease(draft, lease, version, provenAge(lease, serverTime, draft.config.serverClockMargin, draft.now.wall));
    sawFirst(draft, version);
    return;
  }
  // It tells nothing new, or what was so before.
  if (version <= previous.version && isOvertaken(draft, request)) return;
  if (previous.version !== version) setPace(draft, { failedWrites: 0 });
  if (version < previous.version) {
    // Sent after the known version was learnt, it is the truth: an etcd was restored (rule 13).
    replaceWatch(draft);
  } else if (noticeSilence(draft, previous, lease, version)) {
    replaceWatch(draft);
  }
  observeLease(draft, lease, version);
}

function readFailed(
  draft: Draft,
  request: PendingRequest,
  failure: LeaseRequestFailure,
  retryAfter: number | undefined,
): void {
  if (failure !== 'notFound') {
    repeatRead(draft, request, retryTime(draft, retryAfter));
    return;
  }
  answered(draft);
  readDone(draft, request);
  if (!isOvertaken(draft, request)) observeAbsence(draft, undefined);
}

function writeSucceeded(draft: Draft, write: PendingWrite, lease: Lease, version: ResourceVersion): void {
  answered(draft);
  setPace(draft, { failedWrites: 0, writeAt: -Infinity });
  // Its record is nobody's, and proves nothing by itself.
  if (write.kind === 'release') confirmAnnotations(draft, write.sent);
  const { observed } = draft;
  // The watch may have been faster than the answer, and may know something newer.
  if (observed.kind === 'unseen' || version > observed.version) observeLease(draft, lease, version);
  if (write.kind === 'release') oweNoRead(draft);
}

function writeFailed(
  draft: Draft,
  write: PendingWrite,
  failure: LeaseRequestFailure,
  retryAfter: number | undefined,
): void {
  // The term must not be lost for their sake.
  if (failure === 'rejected') dropAnnotations(draft, write.sent.annotations, 'rejected');
  // A lost race is no failure.
  if (write.kind === 'release' && failure !== 'conflict') {
    const mayPass = !isRefusal(failure) || (mayMeanAnnotations(failure) && nameNobody(draft));
    countFailedRelease(draft, mayPass ? 1 : Infinity);
  }
  const takes = write.kind === 'take' || write.kind === 'create';
  if (takes && mayMeanAnnotations(failure)) takeWasRefused(draft);
  const retryAt = retryTime(draft, retryAfter);
  const told = failure === 'conflict' && knowsNewerThan(draft.observed, write);
  const failedWrites = told ? 1 : draft.pace.failedWrites + 1;
  setPace(draft, { failedWrites });
  const hasty = failedWrites <= hastyRetries;
  if (failure === 'conflict') {
    if (takes) lostRace(draft, write);
    if (write.kind === 'create') draft.observed = dispute(draft.observed);
    // What is known meanwhile is the answer that a read would give.
    if (!told) oweRead(draft, hasty ? draft.now.mono : retryAt);
  } else if (leavesUnknown(failure)) {
    const soon = failedWrites === 1 || failure === 'timeout';
    setPace(draft, { writeAt: soon ? draft.now.mono : retryAt });
    oweRead(draft, soon || hasty ? draft.now.mono : retryAt);
  } else if (failure === 'notFound' && write.kind !== 'create') {
    setPace(draft, { writeAt: hasty ? draft.now.mono : retryAt });
    oweRead(draft, draft.now.mono);
  } else {
    setPace(draft, { writeAt: retryAt });
  }
}

/** A policy may want no annotation of ours. */
function mayMeanAnnotations(failure: LeaseRequestFailure): boolean {
  return failure === 'rejected' || failure === 'forbidden';
}

/** Asking again would be answered in the same way. */
function isRefusal(failure: LeaseRequestFailure): boolean {
  return failure === 'unauthorized' || failure === 'forbidden' || failure === 'rejected';
}

/** A 409 to a take burns its nonce (rule 6), unless a watch has already proven it. */
function lostRace(draft: Draft, write: PendingWrite): void {
  const { mode } = draft;
  if (mode.name !== 'leader') widenWindow(draft, draft.now.mono - write.sent.sent.mono);
  const begun = (mode.name === 'leader' || mode.name === 'ending') && mode.term?.acquireTime === write.sent.acquireTime;
  if (!begun) draft.own = burn(draft.own, write.sent.acquireTime);
}

function knowsNewerThan(observed: Observation, write: PendingWrite): boolean {
  const { basis } = write.sent;
  if (basis === undefined) return observed.kind === 'present';
  return observed.kind !== 'unseen' && observed.version > basis;
}

/** The API server answers. It may do so at reads and yet refuse writes: their pace is their own. */
function answered(draft: Draft): void {
  setPace(draft, { fresh: false });
  reviveWatch(draft);
}

function readDone(draft: Draft, { sentInStep }: PendingRequest): void {
  setPace(draft, { pollAt: draft.now.mono + jittered(draft, draft.config.retryInterval) });
  if (sentInStep >= draft.pace.owedSince) oweNoRead(draft);
}
