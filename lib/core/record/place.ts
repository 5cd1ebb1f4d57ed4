import { type AnnotationChanges, annotationsOf } from './annotations.js';
import { type Lease } from './lease.js';
import { parseObject } from './parse-object.js';

/**
 * Where a process runs, so that its neighbours can ask the kernel whether it still does (rule 17): a socket of that name,
 * in that network namespace of that boot, is open for exactly as long as the process is there.
 */
export interface Place {
  /** Of the kernel: another one after each boot, and on each machine. */
  readonly bootId: string;
  /** The inode number of the network namespace: no two that exist at the same time have the same one. */
  readonly netNamespace: string;
  /** The random part of the socket's name. */
  readonly socket: string;
}

/** What came of a connection to a holder's socket. Only `refused` proves anything: nobody listens there. */
export type ProbeOutcome = 'refused' | 'other';

export const placeKey = 'nestjs-kubernetes-leader/place';

/** What a take writes of its place: it counts for this holder and this `acquireTime` only. */
export function placeChanges(place: Place, holder: string, acquireTime: string): AnnotationChanges {
  return { [placeKey]: JSON.stringify({ acquireTime, holder, ...place }) };
}

/**
 * Where the holder of that record runs. Undefined unless the record says so of this very claim: an edit of the holder keeps
 * the annotation, and so does a candidate of another library.
 */
export function placeOf(lease: Lease): Place | undefined {
  const claim = parseObject(annotationsOf(lease)[placeKey]);
  const { holderIdentity, acquireTime } = lease.spec ?? {};
  if (claim === undefined || !holderIdentity) return undefined;
  if (claim['holder'] !== holderIdentity) return undefined;
  if (claim['acquireTime'] !== acquireTime) return undefined;
  const { bootId, netNamespace, socket } = claim;
  return isWord(bootId) && isWord(netNamespace) && isWord(socket) ? { bootId, netNamespace, socket } : undefined;
}

function isWord(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{1,64}$/.test(value);
}
