import { type CandidateElector } from '../core/elector/candidate-elector.js';

/** What has to be known of an elector to show it. */
export type ShownElector = Pick<
  CandidateElector,
  'leaseName' | 'namespace' | 'identity' | 'options' | 'clock' | 'on' | 'isHolding' | 'seenLease' | 'beforeRelease'
>;
