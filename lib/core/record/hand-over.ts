import { type AnnotationChanges, type Annotations, withChanges } from './annotations.js';
import { isObject } from './is-object.js';
import { parseObject } from './parse-object.js';

/** Asks the leader of a term to end it. Written by whoever may update the lease. */
export const handOverAnnotation = 'nestjs-kubernetes-leader/hand-over';

/** In a released lease: who goes first. */
export const successorAnnotation = 'nestjs-kubernetes-leader/successor';

/** What both annotations contain, as JSON. */
export interface HandOver {
  /** The `acquireTime` of the term that is to end, or has ended. A record of another term has another. */
  readonly of: string;
  /** The identity of the candidate that is to lead next; whoever comes first, if it is left out. */
  readonly to?: string;
}

export function formatHandOver(handOver: HandOver): string {
  return JSON.stringify(handOver);
}

/** Undefined for anything malformed. */
export function parseHandOver(text: unknown): HandOver | undefined {
  const { of, to } = parseObject(text) ?? {};
  if (typeof of !== 'string' || of === '') return undefined;
  if (to === undefined) return { of };
  return typeof to === 'string' && to !== '' ? { of, to } : undefined;
}

/** Removes both. */
export const noHandOver: AnnotationChanges = { [handOverAnnotation]: undefined, [successorAnnotation]: undefined };

/** Without both, for takes and releases; the same object if it has neither. */
export function withoutHandOver<M extends { readonly annotations?: Annotations }>(metadata: M): M {
  const { annotations } = metadata;
  if (!isObject(annotations) || !(handOverAnnotation in annotations || successorAnnotation in annotations))
    return metadata;
  return { ...metadata, annotations: withChanges(annotations, noHandOver) };
}
