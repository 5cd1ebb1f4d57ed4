import { type Lease } from '../../../lib/core/record/lease.js';

/** Rule 18's two annotations, read in other words than the library's. */
export const requestKey = 'nestjs-kubernetes-leader/hand-over';
export const successorKey = 'nestjs-kubernetes-leader/successor';

/** Whether that record asks whoever leads since then to hand over to somebody else, or to anybody. */
export function asksToHandOver({ metadata }: Lease, acquireTime: string, identity: string): boolean {
  const request = wellFormed(metadata.annotations?.[requestKey]);
  return request !== undefined && request.of === acquireTime && request.to !== identity;
}

/** Whom a released record names as the next. */
export function nextIn({ metadata, spec }: Lease): string | undefined {
  if (spec?.holderIdentity || spec?.leaseDurationSeconds !== 1) return undefined;
  const successor = wellFormed(metadata.annotations?.[successorKey]);
  return successor !== undefined && successor.of === spec.acquireTime ? successor.to : undefined;
}

export function isNamed({ metadata: { annotations } }: Lease, key: string): boolean {
  return annotations?.[key] !== undefined;
}

function wellFormed(text: string | undefined): { readonly of: string; readonly to?: string } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text ?? 'null');
  } catch {
    return undefined;
  }
  if (Array.isArray(value)) return undefined;
  const { of, to } = Object(value) as { readonly of: unknown; readonly to: unknown };
  const isGood = isName(of) && (to === undefined || isName(to));
  return isGood ? (value as { of: string }) : undefined;
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
