import { type Draft, isDue } from './draft.js';
import { deadlineAfter, isBefore } from './now.js';
import { type EligibilityState } from './state.js';
import { beginEnding, endWithoutTerm } from './terms.js';

/**
 * Rule 18, who may: whether this process is eligible is asked before each take and each renewal. An answer counts in the
 * step that is told of it, and in no later one. Eligibility decides who goes first, and no safety depends on it (rule 19).
 */

/** Times `retryInterval`: by then the turn of everybody has come, also of a leader that handed over. */
const patience = 3;

/** Whether a candidate whose turn it is may take the lease now. If that has to be asked first, the answer plans anew. */
export function mayTakeNow(draft: Draft): boolean {
  const { eligibility } = draft.config;
  const may = eligibility === 'always' || (eligibility === 'asked' && isToldEligible(draft, draft.eligibility.askAt));
  if (may) noticeNoVacancy(draft);
  else passUp(draft);
  return may;
}

/** Whether a leader whose renewal is due goes on leading. If it does not, the answer has ended its term. */
export function mayRenewNow(draft: Draft): boolean {
  // An ending renews for the work that it waits for, and asks nobody.
  return draft.config.eligibility !== 'asked' || draft.mode.name !== 'leader' || isToldEligible(draft, -Infinity);
}

export function receiveEligibility(draft: Draft, eligible: boolean): void {
  const { mode, config, now } = draft;
  const askAt = eligible ? -Infinity : now.mono + config.retryInterval;
  draft.eligibility = { ...draft.eligibility, toldInStep: draft.steps, eligible, askAt };
  if (eligible) return;
  const ending = { code: 'ineligible', next: 'candidate', cooldown: config.retryInterval } as const;
  if (mode.name === 'leader') beginEnding(draft, mode.term, ending);
  else if (mode.name === 'ending') draft.mode = { ...mode, cooldown: Math.max(mode.cooldown, ending.cooldown) };
  else if (mode.name === 'candidate' && isTakeOpen(draft)) endWithoutTerm(draft, ending);
}

/** The lease is not vacant for this candidate: it passes up nothing. */
export function noticeNoVacancy(draft: Draft): void {
  if (draft.eligibility.passingSince !== undefined) noteVacancy(draft, { passingSince: undefined, said: false });
}

function isToldEligible(draft: Draft, askAt: number): boolean {
  const { toldInStep, eligible } = draft.eligibility;
  const isTold = toldInStep === draft.steps;
  if (isTold && eligible) return true;
  if (isDue(draft, askAt) && !isTold) draft.actions.push({ type: 'askEligible' });
  return false;
}

function passUp(draft: Draft): void {
  const { passingSince = draft.now.mono, said } = draft.eligibility;
  noteVacancy(draft, { passingSince, said });
  if (said || !isDue(draft, passingSince + patience * draft.config.retryInterval)) return;
  noteVacancy(draft, { passingSince, said: true });
  draft.actions.push({ type: 'notice', notice: 'nobodyEligible' });
}

function noteVacancy(draft: Draft, vacancy: Pick<EligibilityState, 'passingSince' | 'said'>): void {
  draft.eligibility = { ...draft.eligibility, ...vacancy };
}

/** Its last write was a take whose outcome may be unknown: it has to be learnt, and released. */
function isTakeOpen({ own, now, config }: Draft): boolean {
  const last = own.writes.at(-1);
  return (
    last !== undefined && last.takes && isBefore(now, deadlineAfter(last.sent, config.renewDeadline)) && !now.working
  );
}
