import { podOf } from '../status/candidates.js';
import { type TermView } from './term.js';

/**
 * What a replica is to a lease, as far as anybody but itself can know:
 *
 * - `leads`: the lease names it, and it has renewed in time;
 * - `silent`: the lease names it, and it has not renewed in time;
 * - `ending`: it leads, and was asked to hand over;
 * - `next`: somebody asked for it to lead next;
 * - `beside`: its pod is made by whoever made the leader's;
 * - `before`: it has led since this page looks, and may still be there.
 */
export type ReplicaRole = 'leads' | 'silent' | 'ending' | 'next' | 'beside' | 'before';

export interface ReplicaRow {
  readonly name: string;
  readonly role: ReplicaRole;
}

export interface ReplicaSources {
  readonly holder: string | undefined;
  readonly isLed: boolean;
  /** Somebody asked the leader to hand over. */
  readonly isEnding: boolean;
  /** Who is to lead next. */
  readonly successor: string | undefined;
  /** Pods. */
  readonly candidates: readonly string[];
  readonly terms: readonly TermView[];
}

/** One row for each replica that is known: the holder first, then by name. A lease does not say who campaigns for it. */
export function replicaRows({ holder, isLed, isEnding, successor, candidates, terms }: ReplicaSources): ReplicaRow[] {
  const rows = new Map<string, ReplicaRole>();
  if (holder !== undefined) rows.set(holder, !isLed ? 'silent' : isEnding ? 'ending' : 'leads');
  const add = (name: string, role: ReplicaRole) => {
    if (!rows.has(name)) rows.set(name, role);
  };
  if (successor !== undefined) add(successor, 'next');
  const others = new Map<string, ReplicaRole>();
  for (const { holder: led } of terms.slice(-20)) others.set(led, 'before');
  for (const pod of candidates) {
    // An identity often has the name of its pod in it, and more.
    const isKnown = [...rows.keys(), ...others.keys()].some(identity => podOf(identity, [{ name: pod }]) !== undefined);
    if (!isKnown) others.set(pod, 'beside');
  }
  for (const name of [...others.keys()].sort()) add(name, others.get(name) ?? 'beside');
  return [...rows].map(([name, role]) => ({ name, role }));
}
