import { type LeaseRequestFailure } from '../errors/lease-request-failure.js';
import { parseResourceVersion, type ResourceVersion } from '../record/resource-version.js';
import { type Draft, isDue, jittered, nextId } from './draft.js';
import { type WatchEvent } from './input.js';
import { requestTimeout, setPace } from './pace.js';
import { awaited } from './requests.js';
import { observeAbsence, observeLease } from './observing.js';
import { noticeTold } from './silence.js';
import { type NoWatch, noWatch } from './state.js';

/**
 * A candidate's one watch (rule 13). It only speeds things up: whatever it does not tell is found out by the
 * compare-and-swap of a take, or by the polls that stand in for it.
 */

/** Seconds, as client-go: the server ends a watch after a random time from here to twice as long. */
const shortestWatch = 300;

/** Times `retryInterval`: how far attempts at a watch that is refused or does not last are spaced out. */
const longestBackoff = 32;

export function planWatch(draft: Draft): void {
  const { watch, observed } = draft;
  if (watch.name !== 'none' || observed.kind === 'unseen' || draft.mode.name === 'ending') return;
  if (awaited(draft) || draft.pace.readAt !== undefined || !isDue(draft, watch.retryAt)) return;
  const from = watch.fromStart ? undefined : later(observed.version, watch.bookmark);
  const id = nextId(draft);
  const { bookmark, failures } = watch;
  draft.watch = { name: 'opening', id, since: draft.now.mono, failures, bookmark };
  draft.actions.push({
    type: 'openWatch',
    id,
    ...(from ? { fromVersion: String(from) } : {}),
    timeoutSeconds: shortestWatch + Math.floor(draft.now.random() * shortestWatch),
    openTimeout: requestTimeout(draft),
  });
}

export function watchOpened(draft: Draft, id: number): void {
  const { watch } = draft;
  if (watch.name === 'none' || watch.id !== id) return;
  draft.watch = { ...watch, name: 'open', since: draft.now.mono };
}

export function watchEvent(draft: Draft, id: number, event: WatchEvent): void {
  const { watch, observed } = draft;
  // A watch is opened only after a first sight.
  if (watch.name === 'none' || watch.id !== id || observed.kind === 'unseen') return;
  const version = parseResourceVersion(
    event.type === 'bookmark' ? event.resourceVersion : event.lease.metadata.resourceVersion,
  );
  if (version === undefined) return;
  if (event.type === 'bookmark') {
    draft.watch = { ...watch, bookmark: later(version, watch.bookmark) };
    return;
  }
  if (event.type === 'seen' && version > observed.version) {
    noticeTold(draft);
    observeLease(draft, event.lease, version);
  }
  // A deletion may come with the last version of what was deleted.
  if (event.type === 'deleted' && version >= observed.version) observeAbsence(draft, version);
}

export function watchClosed(draft: Draft, id: number, failure: LeaseRequestFailure | undefined): void {
  const { watch } = draft;
  if (watch.name === 'none' || watch.id !== id) return;
  const lived = watch.name === 'open' && draft.now.mono - watch.since >= draft.config.retryInterval;
  const failures = lived ? 1 : watch.failures + 1;
  const next: NoWatch = { ...noWatch, bookmark: watch.bookmark, failures, retryAt: draft.now.mono };
  if (failure === 'gone') {
    draft.watch = {
      ...next,
      bookmark: undefined,
      fromStart: true,
      retryAt: failures > 1 ? backoff(draft, failures) : next.retryAt,
    };
    setPace(draft, { readAt: draft.pace.readAt ?? draft.now.mono });
  } else if (lived) {
    draft.watch = next;
    // The next one goes on where this one ended: a poll is needed only if that takes long.
    setPace(draft, { pollAt: draft.now.mono + jittered(draft, draft.config.retryInterval) });
  } else {
    const refused = failure === 'unauthorized' || failure === 'forbidden' || failure === 'rejected' || failures > 3;
    draft.watch = { ...next, retryAt: refused ? backoff(draft, failures) : Infinity };
  }
}

/** The API server answers: what waited for that may be tried. */
export function reviveWatch(draft: Draft): void {
  if (draft.watch.name === 'none' && draft.watch.retryAt === Infinity) {
    draft.watch = { ...draft.watch, retryAt: draft.now.mono };
  }
}

/** It is silent, or its versions are of a history that is no more. */
export function replaceWatch(draft: Draft): void {
  closeWatch(draft);
  draft.watch = noWatch;
}

export function closeWatch(draft: Draft): void {
  if (draft.watch.name !== 'none') draft.actions.push({ type: 'closeWatch', id: draft.watch.id });
  draft.watch = noWatch;
}

function backoff(draft: Draft, failures: number): number {
  const factor = Math.min(2 ** (failures - 1), longestBackoff);
  return draft.now.mono + jittered(draft, draft.config.retryInterval * factor);
}

function later(version: ResourceVersion, bookmark: ResourceVersion | undefined): ResourceVersion {
  return bookmark !== undefined && bookmark > version ? bookmark : version;
}
