import { type CandidateDependencies } from '../../../lib/core/elector/elector-dependencies.js';

/** A place of which no kernel tells anything. */
export const nowhere: CandidateDependencies['presence'] = {
  enter: (_, settled) => settled(undefined),
  leave() {},
  probe: () => Promise.resolve('other'),
};
