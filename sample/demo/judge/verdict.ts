import { type Spells } from './spells.js';

export interface Verdict {
  readonly isClean: boolean;
  readonly text: string;
}

/** Whether ever two replicas worked at once, in words. */
export function verdict(spells: Spells): Verdict {
  const [first] = spells.overlaps();
  if (first) {
    const ms = (first.to - first.from).toFixed(1);
    const span = ms === '0.0' ? '' : `, for ${ms} ms`; // the first sight of it is a single moment
    return { isClean: false, text: `${first.one.replica} and ${first.other.replica} WORKED AT ONCE${span}.` };
  }
  const { stamps } = spells;
  const worked = spells.all.reduce((sum, { from, to }) => sum + to - from, 0);
  const every = stamps ? `, one every ${(worked / stamps).toFixed(1)} ms` : '';
  return { isClean: true, text: `No two replicas worked at once (${stamps} stamps of work${every}).` };
}
