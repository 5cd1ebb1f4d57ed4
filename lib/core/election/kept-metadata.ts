import { withChanges } from '../record/annotations.js';
import { type Lease } from '../record/lease.js';
import { placeKey } from '../record/place.js';
import { type ElectionConfig } from './election-config.js';

/** Labels and annotations of a lease. */
export interface KeptMetadata {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/**
 * What a lease that is created again after a delete takes over from the one before. Not `ownerReferences` or `finalizers`:
 * they concern the deleted object, and may be why it was deleted. Nor the place of its holder.
 */
export function keptMetadata({ metadata: { labels, annotations } }: Lease): KeptMetadata {
  const kept = annotations && withChanges(annotations, { [placeKey]: undefined });
  return { ...(labels ? { labels } : {}), ...(kept ? { annotations: kept } : {}) };
}

/** With the labels and annotations of the options; what others have put there stays. */
export function withOptionsMetadata(
  kept: KeptMetadata,
  config: Pick<ElectionConfig, 'labels' | 'annotations'>,
): KeptMetadata {
  const labels = { ...kept.labels, ...config.labels };
  const annotations = { ...kept.annotations, ...config.annotations };
  return {
    ...(kept.labels || config.labels ? { labels } : {}),
    ...(kept.annotations || config.annotations ? { annotations } : {}),
  };
}
