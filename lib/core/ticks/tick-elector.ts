import { type ElectorPort } from '../elector/elector-port.js';

/** What the ticks of a lease need of its elector. */
export type TickElector = Pick<
  ElectorPort,
  'leaseName' | 'isLeader' | 'term' | 'clock' | 'clockError' | 'annotations' | 'enter' | 'on' | 'report'
> & { readonly options: Pick<ElectorPort['options'], 'leaseDuration' | 'logger'> };
