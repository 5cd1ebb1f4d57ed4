import { type Draft, jittered } from './draft.js';
import { heldTerm } from './terms.js';
import { type Pace } from './state.js';

/** Milliseconds. With less time left no try begins: its answer would hardly come in time (rule 12). Of a renewDeadline
 * below 2 s it is a tenth. */
const leastTimeLeft = 200;

/** Milliseconds. API servers themselves give a request up after a minute (`--request-timeout`). */
const longestRequest = 60_000;

/** Milliseconds. A sooner doubt would only add to the load of a server that is slow; but see `doubtAfter`. */
const soonestDoubt = 1_000;

export function setPace(draft: Draft, pace: Partial<Pace>): void {
  draft.pace = { ...draft.pace, ...pace };
}

/** Something is to be found out by a read that is sent from that monotonic time on. */
export function oweRead(draft: Draft, readAt: number): void {
  setPace(draft, { readAt, owedSince: draft.steps });
}

/**
 * Monotonic time of the next try after a failure: `retryInterval`, jittered, or what the server asked for, as far as
 * the renew deadline allows (rule 12). Whoever holds a lease tries again after half of what is left, so that an outage which
 * ends shortly before the deadline leaves time for a read and a write.
 */
export function retryTime(draft: Draft, retryAfter = 0): number {
  const { retryInterval, renewDeadline } = draft.config;
  const left = timeLeft(draft);
  const paced = Math.min(jittered(draft, retryInterval), left / 2);
  const wait = Math.min(Math.max(paced, retryAfter), renewDeadline);
  return draft.now.mono + (wait < left ? wait : (left * 2) / 3);
}

/** Milliseconds for one request: all that is left, because API servers drop a write when its client hangs up (rule 12). */
export function requestTimeout(draft: Draft): number {
  return Math.min(timeLeft(draft), draft.config.renewDeadline, longestRequest);
}

/**
 * Milliseconds after which a request is doubted: early enough that one lost packet does not cost the term, and not so early
 * that a server which is only slow is asked more than it can bear (rule 12).
 */
export function doubtAfter(draft: Draft): number {
  const left = Math.min(timeLeft(draft), draft.config.renewDeadline);
  const third = left / 3;
  const usual = Math.min(third, draft.config.retryInterval);
  return left < 2 * soonestDoubt ? third : Math.max(usual, soonestDoubt);
}

export function isTooLate(draft: Draft): boolean {
  return timeLeft(draft) < Math.min(leastTimeLeft, draft.config.renewDeadline / 10);
}

/** Until the deadline of whatever is held; Infinity if nothing is held. */
function timeLeft(draft: Draft): number {
  const { mode } = draft;
  const releasing = mode.name === 'ending' && mode.phase.name === 'releasing' ? mode.phase : undefined;
  const deadline = heldTerm(draft)?.deadline ?? releasing?.deadline;
  if (!deadline) return Infinity;
  return Math.max(0, Math.min(deadline.mono - draft.now.mono, deadline.wall - draft.now.wall));
}
