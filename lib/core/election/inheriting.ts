import { annotationsOf, areTooLarge, withChanges } from '../record/annotations.js';
import { type Lease } from '../record/lease.js';
import { type Place, placeChanges, placeKey, placeOf, type ProbeOutcome } from '../record/place.js';
import { type ResourceVersion } from '../record/resource-version.js';
import { type Draft, nextId } from './draft.js';
import { type Neighbours } from './neighbours.js';
import { type Absent, type Present } from './observation.js';

// Rule 17: the kernel knows whether a process of this machine and this network namespace still lives, however frozen or
// blocked that process is. So a replica that starts beside the corpse of its predecessor need not wait.

/** A take before `located` would name no place, and nobody could tell that its holder has ended. */
export function awaitPlace(draft: Draft): void {
  know(draft, { isAwaited: true });
}

/** Neighbours can find this process at that place from now on, or nowhere. */
export function located(draft: Draft, place: Place | undefined): void {
  know(draft, { place, isAwaited: false });
  askKernel(draft);
}

/** That record is the first that this elector has seen of the lease. */
export function sawFirst(draft: Draft, version: ResourceVersion): void {
  know(draft, { firstSight: version });
  askKernel(draft);
}

/** Another record was seen: what was proven of the first one is proven no more, even if that one comes back. */
export function sawAnother(draft: Draft): void {
  if (draft.neighbours.firstSight !== undefined) know(draft, { firstSight: undefined, orphan: undefined });
}

export function probed(draft: Draft, id: number, outcome: ProbeOutcome): void {
  const { probe, firstSight } = draft.neighbours;
  if (probe !== id) return;
  know(draft, { probe: undefined, orphan: outcome === 'refused' ? firstSight : undefined });
}

/** Whether that record's holder is proven to have ended, and nothing has been written since. */
export function isOrphan({ neighbours }: Draft, { kind, version }: Absent | Present): boolean {
  return kind === 'present' && neighbours.orphan === version;
}

/** The lease as a take writes it: with this process's place, or without anybody's. */
export function withPlace(draft: Draft, lease: Lease): Lease {
  const { place, isWithheld } = draft.neighbours;
  if (isWithheld) return lease;
  const annotations = annotationsOf(lease);
  const { identity } = draft.config;
  const changes = place && placeChanges(place, identity, String(lease.spec?.acquireTime));
  const placed = withChanges(annotations, changes ?? { [placeKey]: undefined });
  // Otherwise nobody would ever lead.
  if (areTooLarge(placed)) return lease;
  if (changes === undefined && annotations[placeKey] === undefined) return lease;
  return { ...lease, metadata: { ...lease.metadata, annotations: { ...placed } } };
}

/** A policy may forbid the annotation: the next take leaves it out. If that is refused too, the one after has it again. */
export function takeWasRefused(draft: Draft): void {
  if (draft.neighbours.place) know(draft, { isWithheld: !draft.neighbours.isWithheld });
}

/** Asks whether the holder's process still lives, if it was one of this namespace, and its record is the first seen. */
function askKernel(draft: Draft): void {
  const { observed, neighbours } = draft;
  const { place, firstSight } = neighbours;
  if (place === undefined || observed.kind !== 'present' || observed.version !== firstSight) return;
  const holder = placeOf(observed.lease);
  if (holder === undefined) return;
  if (holder.bootId !== place.bootId) return;
  if (holder.netNamespace !== place.netNamespace) return;
  const id = nextId(draft);
  know(draft, { probe: id });
  draft.actions.push({ type: 'probe', id, socket: holder.socket });
}

function know(draft: Draft, news: Partial<Neighbours>): void {
  draft.neighbours = { ...draft.neighbours, ...news };
}
