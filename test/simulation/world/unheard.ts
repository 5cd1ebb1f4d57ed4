import { LastWords } from '../../../lib/core/elector/last-words.js';

/** Of a simulated process: when it ends is not when this one does. */
export function unheard(): LastWords {
  return new LastWords(undefined, { add: () => {}, delete: () => {} });
}
