import { type LeadershipLostCode } from '../errors/leadership-lost.error.js';
import { type ResourceVersion } from '../record/resource-version.js';
import { type HandOverReason } from './action.js';
import { type Draft } from './draft.js';
import { type Deadline, deadlineAfter, earlier, isBefore } from './now.js';
import { type SentWrite, spendTake } from './own-writes.js';
import { type ElectionState, type Ending, type EndingPhase, type Term } from './state.js';

export function beginTerm(draft: Draft, write: SentWrite, version: ResourceVersion, transitions: number): void {
  draft.mode = {
    name: 'leader',
    term: {
      fencingToken: version,
      acquireTime: write.acquireTime,
      deadline: deadlineAfter(write.sent, draft.config.renewDeadline),
      renewedAt: write.sent.mono,
      begunInStep: draft.steps,
    },
  };
  draft.own = spendTake(draft.own, write);
  draft.actions.push({ type: 'beginTerm', fencingToken: version, transitions });
}

/** Outside Kubernetes there is nobody to lose against. */
export function beginTermAlone(draft: Draft): void {
  const never = { mono: Infinity, wall: Infinity };
  draft.mode = {
    name: 'leader',
    term: { fencingToken: 0n, acquireTime: '', deadline: never, renewedAt: draft.now.mono, begunInStep: draft.steps },
  };
  draft.actions.push({ type: 'beginTerm', fencingToken: 0n, transitions: 0 });
}

/** The term under way, if that write belongs to it, has its deadline counted from the write's send (rule 2). */
export function confirmTerm(draft: Draft, write: SentWrite): void {
  const { mode } = draft;
  if (mode.name !== 'leader' && mode.name !== 'ending') return;
  if (mode.term === undefined || mode.term.acquireTime !== write.acquireTime) return;
  if (write.sent.mono <= mode.term.renewedAt) return;
  const term: Term = {
    ...mode.term,
    deadline: deadlineAfter(write.sent, draft.config.renewDeadline),
    renewedAt: write.sent.mono,
  };
  draft.mode = { ...mode, term };
  draft.actions.push({ type: 'renewed' });
}

/** Once past its deadline a term is over, whoever asks and whatever arrives then (rule 3). */
export function endOverdueTerm(draft: Draft): void {
  const term = heldTerm(draft);
  if (term && !isBefore(draft.now, term.deadline)) loseTerm(draft, 'deadline');
}

/** Not ours any more, or not provably so: stop now (rule 9). Does nothing if no term is held. */
export function loseTerm(draft: Draft, code: LeadershipLostCode): void {
  const { mode } = draft;
  if (mode.name === 'leader') {
    draft.mode = { name: 'candidate' };
    draft.actions.push({ type: 'endTerm', code });
  } else if (mode.name === 'ending' && mode.phase.name === 'draining') {
    draft.mode = { ...mode, phase: { name: 'aborting', until: draft.now.mono + draft.config.abortGrace, held: false } };
    draft.actions.push({ type: 'endTerm', code });
  } else if (mode.name === 'ending' && mode.phase.name === 'aborting') {
    draft.mode = { ...mode, phase: { ...mode.phase, held: false } };
  }
}

/** What an ending is for, and what comes after it. */
type Why = Pick<Ending, 'code' | 'next' | 'cooldown' | 'successor'>;

/** The graceful end, rule 8: the gate closes, work may finish while the lease is still renewed. */
export function beginEnding(draft: Draft, term: Term, ending: Why, handOver?: HandOverReason): void {
  const until = draft.now.mono + draft.config.drainTimeout;
  draft.mode = { name: 'ending', term, phase: { name: 'draining', until }, ...ending };
  draft.actions.push({ type: 'closeGate', code: ending.code, ...(handOver && { handOver }) });
}

/**
 * A stop or a step-down met a take whose outcome is open, or a record of ours that no term holds: learn which, and
 * release it if it is ours. After work that outlived its term nothing is released.
 */
export function endWithoutTerm(draft: Draft, ending: Why): void {
  const lastWrite = draft.own.writes.at(-1);
  const phase: Ending['phase'] =
    draft.now.working || lastWrite === undefined
      ? { name: 'aborting', until: draft.now.mono + draft.config.abortGrace, held: false }
      : releasing(draft, deadlineAfter(lastWrite.sent, draft.config.renewDeadline));
  draft.mode = { name: 'ending', term: undefined, phase, ...ending };
}

/** From now on the lease is to be released, for as long as it is ours and no longer than `releaseTimeout` (rule 8). */
export function releasing(draft: Draft, deadline: Deadline): Extract<EndingPhase, { name: 'releasing' }> {
  const longest = deadlineAfter(draft.now, draft.config.releaseTimeout);
  return { name: 'releasing', deadline: earlier(deadline, longest), failures: 0 };
}

/** The term whose lease is being renewed. */
export function heldTerm({ mode }: Pick<ElectionState, 'mode'>): Term | undefined {
  if (mode.name === 'leader') return mode.term;
  if (mode.name !== 'ending') return undefined;
  const { phase } = mode;
  return phase.name === 'draining' || (phase.name === 'aborting' && phase.held) ? mode.term : undefined;
}
