import { type Draft, instantOf } from './draft.js';
import { newLease, releasedLease, renewedLease, takenLease } from './lease-writes.js';
import { naming } from './handing-over.js';
import { withPlace } from './inheriting.js';
import { newestPending, withPendingAnnotations } from './annotating.js';
import { newNonce, nextRenewTime, rememberWrite, type SentWrite } from './own-writes.js';
import { send } from './requests.js';
import { withoutHandOver } from '../record/hand-over.js';
import { type Lease } from '../record/lease.js';
import { type ResourceVersion } from '../record/resource-version.js';
import { type Absent, type Present } from './observation.js';

export function sendRead(draft: Draft): void {
  send(draft, { verb: 'read' });
}

/** A take, under a new nonce: creates a lease that is not there, replaces one that is. */
export function sendTake(draft: Draft, observed: Absent | Present): void {
  const { config, now } = draft;
  const spec = observed.kind === 'present' ? observed.lease.spec : undefined;
  const acquireTime = freshNonce(draft, spec?.acquireTime);
  const times = { acquireTime, renewTime: nextRenewTime(draft.own, acquireTime, now.wall) };
  if (observed.kind === 'absent') {
    const lease = withPlace(draft, newLease(config, times, withoutHandOver(observed.kept)));
    send(draft, { verb: 'create', lease }, { kind: 'create', sent: remember(draft, times, true, undefined) });
  } else {
    const lease = withPlace(draft, takenLease(config, unasked(observed.lease), times));
    send(draft, { verb: 'replace', lease }, { kind: 'take', sent: remember(draft, times, true, observed.version) });
  }
}

export function sendRenewal(draft: Draft, observed: Present, acquireTime: string): void {
  const times = { acquireTime, renewTime: nextRenewTime(draft.own, acquireTime, draft.now.wall) };
  const lease = renewedLease(draft.config, withPendingAnnotations(draft, observed.lease), times);
  send(draft, { verb: 'replace', lease }, { kind: 'renew', sent: remember(draft, times, false, observed.version) });
}

/** @param successor the candidate that the lease names as the next leader, if there is one */
export function sendRelease(draft: Draft, observed: Present, successor: string | undefined): void {
  const acquireTime = String(observed.lease.spec?.acquireTime);
  const times = { acquireTime, renewTime: nextRenewTime(draft.own, acquireTime, draft.now.wall) };
  const annotated = naming(withPendingAnnotations(draft, observed.lease), acquireTime, successor);
  const lease = releasedLease(annotated, times);
  send(draft, { verb: 'replace', lease }, { kind: 'release', sent: remember(draft, times, false, observed.version) });
}

/** Requests to hand over and successors are of a term before this one (rule 18). */
function unasked(lease: Lease): Lease {
  const metadata = withoutHandOver(lease.metadata);
  return metadata === lease.metadata ? lease : { ...lease, metadata };
}

function remember(
  draft: Draft,
  { acquireTime, renewTime }: { acquireTime: string; renewTime: string },
  takes: boolean,
  basis: ResourceVersion | undefined,
): SentWrite {
  const annotations = takes ? 0 : newestPending(draft);
  const write = {
    acquireTime,
    renewTime,
    takes,
    sent: instantOf(draft),
    basis,
    annotations,
    sequence: draft.own.lastSequence + 1,
  };
  draft.own = rememberWrite(draft.own, write);
  return write;
}

/** One that neither we nor the record's writer have used. */
function freshNonce(draft: Draft, taken: string | null | undefined): string {
  let digits = Math.floor(draft.now.random() * 1_000_000);
  let nonce = newNonce(draft.now.wall, digits);
  while (nonce === taken || draft.own.nonces.includes(nonce)) nonce = newNonce(draft.now.wall, ++digits);
  return nonce;
}
