import { type Action } from './action.js';
import { receiveAnswer } from './answers.js';
import { closeDraft, type Draft, openDraft } from './draft.js';
import { type ElectionConfig } from './election-config.js';
import { receiveEligibility } from './eligibility.js';
import { type Input } from './input.js';
import { holderOf } from './lease-spec.js';
import { annotate, dropAnnotationsWithoutTerm } from './annotating.js';
import { awaitPlace, located, probed } from './inheriting.js';
import { type Instant, isBefore, type Now } from './now.js';
import { isOwn } from './own-writes.js';
import { plan, stop } from './plan.js';
import { doubtSlowRequest } from './requests.js';
import { type ElectionState, initialState } from './state.js';
import { beginEnding, endOverdueTerm, endWithoutTerm, heldTerm } from './terms.js';
import { watchClosed, watchEvent, watchOpened } from './watching.js';

/** What came of one step. */
export interface Step {
  readonly state: ElectionState;
  readonly actions: readonly Action[];
  /** The monotonic time at which to call `step` with a tick, unless something else happens before. */
  readonly wakeAt: number;
}

/**
 * The whole election, as a function: what is known, what happened and what time it is make what is known then, what to
 * do, and when to look again. It reads no clock, sets no timer and sends nothing.
 */
export function step(state: ElectionState, input: Input, now: Now): Step {
  const draft = openDraft(state, now);
  const previous = holderIn(state);
  endOverdueTerm(draft);
  receive(draft, input);
  doubtSlowRequest(draft);
  plan(draft);
  dropAnnotationsWithoutTerm(draft);
  const holder = holderIn(draft);
  if (holder !== previous) draft.actions.push({ type: 'holderChanged', holder, previous });
  return { state: closeDraft(draft), actions: draft.actions, wakeAt: draft.wakeAt };
}

/** Rule 3: asked anew at every call, of both clocks. */
export function isLeading(state: ElectionState, now: Instant): boolean {
  return state.mode.name === 'leader' && isBefore(now, state.mode.term.deadline);
}

/** A term, or the graceful end of one, is past its deadline, and no step has noticed yet. */
export function isOverdue(state: ElectionState, now: Instant): boolean {
  const term = heldTerm(state);
  return term !== undefined && !isBefore(now, term.deadline);
}

/**
 * Who the lease names, as last seen. A namesake is told from oneself: a predecessor under a fixed identity, whose lease has
 * to run out like anybody's.
 */
export function holderIn(state: ElectionState): string | undefined {
  const { config, observed, own } = state;
  if (config.alone) return state.mode.name === 'leader' ? config.identity : undefined;
  if (observed.kind !== 'present') return undefined;
  const { spec } = observed.lease;
  const holder = holderOf(spec);
  return holder === config.identity && !isOwn(own, config.identity, spec) ? `${holder}${otherProcess}` : holder;
}

const otherProcess = ' (not this process)';

/** When the lease as last seen was made, by the API server's clock, in milliseconds; undefined if it does not say. */
export function createdAtIn({ observed }: ElectionState): number | undefined {
  if (observed.kind !== 'present') return undefined;
  const time = Date.parse(String(observed.lease.metadata.creationTimestamp));
  return Number.isNaN(time) ? undefined : time;
}

/** Somebody holds the lease, and may well be alive. */
export function isLeaderKnown(state: ElectionState, now: Instant): boolean {
  if (isLeading(state, now)) return true;
  return holderIn(state) !== undefined && state.observed.kind === 'present' && now.mono < state.observed.waitUntil;
}

function receive(draft: Draft, input: Input): void {
  switch (input.type) {
    case 'start':
      if (draft.mode.name === 'stopped') start(draft, draft.config, input.awaitsPlace);
      break;
    case 'tick':
      break;
    case 'stop':
      receiveStop(draft);
      break;
    case 'stepDown':
      receiveStepDown(draft, input.cooldown, input.to);
      break;
    case 'eligible':
      receiveEligibility(draft, input.eligible);
      break;
    case 'annotate':
      annotate(draft, input.pending);
      break;
    case 'located':
      located(draft, input.place);
      break;
    case 'probed':
      probed(draft, input.id, input.outcome);
      break;
    case 'answer':
      receiveAnswer(draft, input.id, input.answer);
      break;
    case 'watchOpened':
      watchOpened(draft, input.id);
      break;
    case 'watchEvent':
      watchEvent(draft, input.id, input.event);
      break;
    case 'watchClosed':
      watchClosed(draft, input.id, input.failure);
      break;
  }
}

/** A start knows nothing of what an earlier one saw; only the ids go on, so that nothing late is mistaken. */
function start(draft: Draft, config: ElectionConfig, awaitsPlace = false): void {
  const { lastId, steps } = draft;
  Object.assign(draft, initialState(config), { lastId, steps });
  if (awaitsPlace) awaitPlace(draft);
  draft.mode = { name: 'candidate' };
}

function receiveStop(draft: Draft): void {
  const { mode } = draft;
  const ending = { code: 'shutdown', next: 'stopped', cooldown: 0 } as const;
  if (mode.name === 'leader') beginEnding(draft, mode.term, ending);
  else if (mode.name === 'ending') draft.mode = { ...mode, next: 'stopped' };
  else if (mode.name === 'candidate' && mayHold(draft)) endWithoutTerm(draft, ending);
  else stop(draft);
}

function receiveStepDown(draft: Draft, cooldown: number, to: string | undefined): void {
  const { mode } = draft;
  const ending = { code: 'stepDown', next: 'candidate', cooldown, successor: to } as const;
  if (mode.name === 'leader') {
    beginEnding(draft, mode.term, ending, to === undefined ? undefined : { requested: false, to });
  } else if (mode.name === 'ending') {
    draft.mode = { ...mode, cooldown: Math.max(mode.cooldown, cooldown), successor: mode.successor ?? to };
  } else if (mode.name === 'candidate' && mayHold(draft)) {
    endWithoutTerm(draft, ending);
  } else {
    draft.outUntil = Math.max(draft.outUntil, draft.now.mono + cooldown);
    draft.actions.push({ type: 'settled' });
  }
}

/** The lease may name us without a term, now or soon; or work of an earlier term still runs. */
function mayHold(draft: Draft): boolean {
  return draft.own.nonces.length > 0 || draft.now.working;
}
