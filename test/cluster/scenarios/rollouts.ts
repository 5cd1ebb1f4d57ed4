import { describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { repeats, type World } from './world.js';

/** Ends that are announced: each hands over the lease, and no job is aborted. */
export function rollouts(world: () => World): void {
  describe('A rollout', () => {
    it.each([3, 5])('of %i replicas hands over once or twice, at once, with every job done', async replicas => {
      const { fleet } = world();
      await fleet.deploy({ replicas });
      for (let update = 0; update < repeats; update++) {
        const story = await world().story(`rolling update of ${replicas}`, async () => {
          await fleet.restart({ replicas });
          await fleet.settled();
        });
        expect(story.handovers).toBeGreaterThanOrEqual(1);
        expect(story.handovers).toBeLessThanOrEqual(2);
        expect(story).toMatchObject({ takenExpired: 0, jobs: { aborted: 0, cutOff: 0 } });
      }
    });

    it('that another overtakes a second later loses nothing either', async () => {
      const { fleet } = world();
      await fleet.deploy({ replicas: 3 });
      for (let update = 0; update < repeats; update++) {
        const story = await world().story('two rollouts, a second apart', async () => {
          await fleet.restart({ replicas: 3 });
          await delay(1_000);
          await fleet.restart({ replicas: 3 });
          await fleet.settled();
        });
        expect(story).toMatchObject({ takenExpired: 0, jobs: { aborted: 0, cutOff: 0 } });
      }
    });

    it('that recreates all pods leaves a released lease to the first of the new', async () => {
      const { fleet } = world();
      const recreate = { replicas: 3, strategy: { type: 'Recreate' } };
      await fleet.deploy(recreate);
      for (let update = 0; update < repeats; update++) {
        const story = await world().story('Recreate', async () => {
          await fleet.restart(recreate);
          await fleet.settled();
        });
        expect(story).toMatchObject({ takenExpired: 0, jobs: { aborted: 0, cutOff: 0 } });
      }
    });

    it('is not needed to scale to one replica and back', async () => {
      const { fleet } = world();
      await fleet.deploy({ replicas: 3 });
      for (let update = 0; update < repeats; update++) {
        const story = await world().story('scaled to 1 and back to 3', async () => {
          await fleet.deploy({ replicas: 1 });
          await fleet.deploy({ replicas: 3 });
        });
        expect(story.handovers).toBeLessThanOrEqual(1);
        expect(story).toMatchObject({ takenExpired: 0, jobs: { aborted: 0, cutOff: 0 } });
      }
    });
  });
}
