import { weather } from './bad-weather.js';
import { type Trouble } from './trouble.js';

export const watchDisorder = weather('watch events late, twice and out of order', ({ dice, world }) => ({
  watchLag: dice.pick([2, 500, world.timings.renewInterval]),
  watchReordered: dice.pick([0, 0.5, 1]),
  watchDuplicated: dice.pick([0, 0.5, 1]),
}));

export const watchSilence = weather('silent watches', ({ dice }) => ({
  watchSilent: dice.pick([0.3, 1]),
  watchCut: 0.3,
}));

export const watchCuts: Trouble = {
  name: 'watches cut',
  strike({ world }) {
    world.network.streams.cutAll();
    return 'all';
  },
};

/** What watches went on from is no more: 410. */
export const compaction: Trouble = {
  name: 'compaction',
  strike({ world, dice }) {
    const { store, streams } = world.network;
    if (dice.chance(0.5)) streams.bookmark(store.currentVersion);
    store.compact();
    if (dice.chance(0.5)) streams.cutAll();
    return `at ${store.currentVersion}`;
  },
};
