import { type Draft, jittered } from './draft.js';
import { heldTerm } from './terms.js';
import { type Pace } from './state.js';

/** With less time than this left, no answer would come in time. Milliseconds. */
const leastTimeLeft = 30;

export function setPace(draft: Draft, pace: Partial<Pace>): void {
  draft.pace = { ...draft.pace, ...pace };
}

/**
 * Monotonic time of the next try after a failure: `retryInterval`, jittered, or what the server asked for, as far as
 * the renew deadline allows; whoever holds a lease has a last try before its deadline (rule 12).
 */
export function retryTime(draft: Draft, retryAfter = 0): number {
  const wait = Math.min(Math.max(jittered(draft, draft.config.retryInterval), retryAfter), draft.config.renewDeadline);
  const left = timeLeft(draft);
  return draft.now.mono + (wait < left ? wait : (left * 2) / 3);
}

/** Milliseconds for one request: a third of the time left, so that one lost packet does not cost the term (rule 12). */
export function requestTimeout(draft: Draft): number {
  return Math.min(timeLeft(draft), draft.config.renewDeadline) / 3;
}

export function isTooLate(draft: Draft): boolean {
  return timeLeft(draft) < leastTimeLeft;
}

/** Until the deadline of whatever is held; Infinity where nothing is. */
function timeLeft(draft: Draft): number {
  const { mode } = draft;
  const releasing = mode.name === 'ending' && mode.phase.name === 'releasing' ? mode.phase : undefined;
  const deadline = heldTerm(draft)?.deadline ?? releasing?.deadline;
  if (!deadline) return Infinity;
  return Math.max(0, Math.min(deadline.mono - draft.now.mono, deadline.wall - draft.now.wall));
}
