import { type Action } from './action.js';
import { type Instant, type Now } from './now.js';
import { type Look } from './observation.js';
import { type ElectionState } from './state.js';

/** The state while one step works on it, with the actions it has decided on so far. */
export type Draft = { -readonly [K in keyof ElectionState]: ElectionState[K] } & {
  readonly now: Now;
  readonly actions: Action[];
  /** The earliest monotonic time at which something is due. */
  wakeAt: number;
};

export function openDraft(state: ElectionState, now: Now): Draft {
  return Object.assign(copyOf(state), { steps: state.steps + 1, now, actions: [], wakeAt: Infinity });
}

export function closeDraft(draft: Draft): ElectionState {
  return copyOf(draft);
}

/** Field by field: V8 spreads an object of this size some forty times as slowly, and this is done in every step. */
function copyOf(state: ElectionState): ElectionState {
  const { config, mode, observed, own, pending, requests, neighbours, pace } = state;
  const { watch, silence, turn, turnWindow, outUntil, eligibility, waitedOut, namesakeSaid, steps, lastId } = state;
  // prettier-ignore
  return {
    config, mode, observed, own, pending, requests, neighbours, pace,
    watch, silence, turn, turnWindow, outUntil, eligibility, waitedOut, namesakeSaid, steps, lastId,
  };
}

/** Whether that monotonic time has come; if not, the election asks to be woken then. */
export function isDue(draft: Draft, at: number): boolean {
  if (draft.now.mono >= at) return true;
  draft.wakeAt = Math.min(draft.wakeAt, at);
  return false;
}

export function lookOf(draft: Draft): Look {
  return { mono: draft.now.mono, step: draft.steps, ownDuration: draft.config.leaseDuration };
}

export function instantOf(draft: Draft): Instant {
  return { mono: draft.now.mono, wall: draft.now.wall };
}

export function nextId(draft: Draft): number {
  return ++draft.lastId;
}

/** Between 75 and 100 %, so that candidates that failed together do not come back together, and none comes late. */
export function jittered(draft: Draft, duration: number): number {
  return duration * (1 - draft.now.random() / 4);
}
