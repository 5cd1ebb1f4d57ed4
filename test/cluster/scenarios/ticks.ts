import { describe, expect, it } from '@jest/globals';
import { tickPeriod } from '../../apps/pod/settings.js';
import { judgeTicks } from '../../e2e/ticks/ticks-verdict.js';
import { ticksIn } from '../judge/ticks.js';
import { type World } from './world.js';

/** Comes last: the job has gone through everything before. */
export function ticks(world: () => World): void {
  describe('A job with once, through all of this,', () => {
    it('has lost no tick unreported, and has run none twice', async () => {
      const { fleet } = world();
      await fleet.deploy({ replicas: 3 });
      const calm = Date.now();
      await fleet.entry('tick', (_, { what, tick }) => what === 'done' && tick > calm);
      const verdict = judgeTicks(ticksIn((await fleet.evidence()).journals), 'once', tickPeriod);
      console.log(
        `${verdict.ticks} ticks; ${verdict.interrupted.length} reported as interrupted, ` +
          `${verdict.cutOff.length} of them before the job's first line`,
      );
      expect(verdict).toMatchObject({ lost: [], repeated: [], retried: [] });
      expect(verdict.unfinished.filter(tick => !verdict.interrupted.includes(tick))).toEqual([]);
      expect(verdict.ticks).toBeGreaterThan(0);
    });
  });
}
