import { type AnnotationChanges } from '../record/annotations.js';
import { noHandOver } from '../record/hand-over.js';
import { type ElectionState } from './state.js';

/** How a process that ends recognises a lease that is still its own (rule 6), and what it leaves in it (rule 16). */
export interface LastRelease {
  readonly holder: string;
  /** The record is ours if it has that holder and one of these as its `acquireTime`. */
  readonly nonces: readonly string[];
  readonly annotations: AnnotationChanges;
}

/** Undefined if the lease cannot be ours. */
export function lastReleaseIn({ config, own, pending }: ElectionState): LastRelease | undefined {
  if (config.alone || own.nonces.length === 0) return undefined;
  const annotations = Object.assign({}, noHandOver, ...pending.map(({ changes }) => changes)) as AnnotationChanges;
  return { holder: config.identity, nonces: own.nonces, annotations };
}
