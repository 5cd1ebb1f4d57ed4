import { type Lease } from '../record/lease.js';

/** What a lease that is created again after a delete takes over from the one before. */
export interface KeptMetadata {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Not `ownerReferences` or `finalizers`: those are about the object that was deleted, and perhaps why it was. */
export function keptMetadata({ metadata: { labels, annotations } }: Lease): KeptMetadata {
  return { ...(labels ? { labels } : {}), ...(annotations ? { annotations } : {}) };
}
