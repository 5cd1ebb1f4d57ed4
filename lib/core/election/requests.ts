import { type ResourceVersion } from '../record/resource-version.js';
import { type LeaseRequest } from './action.js';
import { type Draft, isDue, nextId } from './draft.js';
import { doubtAfter, oweRead, requestTimeout, setPace } from './pace.js';
import { type PendingRequest, type PendingWrite } from './state.js';

/** Each has a `renewTime` of its own, by which a record proves it (rule 12). */
const mostWrites = 2;

/** More could only hang, too. */
const mostReads = 8;

/** One request at a time is awaited; those before it are doubted. */
export function send(draft: Draft, request: LeaseRequest, write?: PendingWrite): void {
  const id = nextId(draft);
  const doubtAt = draft.now.mono + doubtAfter(draft);
  isDue(draft, doubtAt);
  draft.requests = [...draft.requests, { id, sentInStep: draft.steps, doubtAt, write }];
  const timeout = requestTimeout(draft);
  draft.actions.push({ type: 'request', id, timeout, freshConnection: draft.pace.fresh, ...request });
}

/** The request that is not doubted; nothing else is sent before its answer. */
export function awaited({ requests }: Draft): PendingRequest | undefined {
  const newest = requests.at(-1);
  return newest && newest.doubtAt < Infinity ? newest : undefined;
}

export function mayWrite({ requests }: Draft): boolean {
  return requests.filter(({ write }) => write !== undefined).length < mostWrites;
}

export function mayRead({ requests }: Draft): boolean {
  return requests.filter(({ write }) => write === undefined).length < mostReads;
}

/** Whether a write that may yet make the lease ours is under way. */
export function isTaking({ requests, observed }: Draft): boolean {
  return requests.some(({ write }) => {
    if (write?.kind === 'create') return observed.kind !== 'present';
    return write?.kind === 'take' && (observed.kind === 'unseen' || write.sent.basis! >= observed.version);
  });
}

/** The nonces of creates that may still succeed. */
export function createsUnderWay({ requests }: Draft): string[] {
  return requests.flatMap(({ write }) => (write?.kind === 'create' ? [write.sent.acquireTime] : []));
}

export function isReleasing({ requests }: Draft): boolean {
  return requests.some(({ write }) => write?.kind === 'release');
}

/** It has been answered, or has come to its end. */
export function settleRequest(draft: Draft, id: number): PendingRequest | undefined {
  const request = draft.requests.find(other => other.id === id);
  if (request) draft.requests = draft.requests.filter(other => other !== request);
  return request;
}

/**
 * Rule 12: a request that takes long may be on a connection that leads nowhere, or the server may be slow. So it stays
 * open, and is no longer waited for: a read over a fresh connection tells what came of it.
 */
export function doubtSlowRequest(draft: Draft): void {
  const slow = awaited(draft);
  if (slow === undefined || !isDue(draft, slow.doubtAt)) return;
  waitNoLonger(draft);
  const { mono } = draft.now;
  setPace(draft, { fresh: true });
  if (slow.write) {
    setPace(draft, { failedWrites: draft.pace.failedWrites + 1, writeAt: mono });
    oweRead(draft, mono);
    if (slow.write.kind === 'release') countFailedRelease(draft, 1);
  } else {
    repeatRead(draft, slow, mono);
  }
}

/** That read has told nothing: another one is sent from that time on, and tells the same. */
export function repeatRead(draft: Draft, read: PendingRequest, at: number): void {
  const { pace, mode } = draft;
  // A follower that the watch has told meanwhile owes no read any more.
  if (mode.name === 'candidate' && isOvertaken(draft, read)) setPace(draft, { readAt: undefined, pollAt: at });
  else setPace(draft, { readAt: at, owedSince: pace.readAt === undefined ? read.sentInStep : pace.owedSince });
}

/** Whatever a read was to find out is known: none is owed, and none is waited for. */
export function oweNoRead(draft: Draft): void {
  setPace(draft, { readAt: undefined });
  if (awaited(draft)?.write === undefined) waitNoLonger(draft);
}

/**
 * That version was not known: whatever reads are to find out is known now, and an awaited write on an older one has
 * happened or will be refused. How a release ended is told by its own answer.
 */
export function learnVersion(draft: Draft, version: ResourceVersion): void {
  oweNoRead(draft);
  const write = awaited(draft)?.write;
  if (!write || write.kind === 'release') return;
  const { basis } = write.sent;
  if (basis === undefined || basis < version) waitNoLonger(draft);
}

/** Rule 8: tries at a release are few. */
export function countFailedRelease(draft: Draft, count: number): void {
  const { mode } = draft;
  if (mode.name !== 'ending' || mode.phase.name !== 'releasing') return;
  draft.mode = { ...mode, phase: { ...mode.phase, failures: mode.phase.failures + count } };
}

/** Its answer, if it comes, is welcome. */
function waitNoLonger(draft: Draft): void {
  draft.requests = draft.requests.map(request => ({ ...request, doubtAt: Infinity }));
}

/** Something was learnt since that read was sent: its answer may be older. */
export function isOvertaken({ observed }: Draft, read: PendingRequest): boolean {
  return observed.kind !== 'unseen' && observed.learntInStep > read.sentInStep;
}
