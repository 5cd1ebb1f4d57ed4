import { describe, expect, it } from '@jest/globals';
import { type Story } from '../judge/story.js';
import { type World } from './world.js';

/** What the kubelet does at the end of the grace period: the process has not ended by itself. */
const killed = 137;

/** A pod that is told to end before it has begun. */
export function starts(world: () => World): void {
  /** The only replica is deleted, and its successor, too, once it is born. */
  const deletedAtBirth = async (kind: string, isBorn: (pod: string) => Promise<unknown>) => {
    const { fleet } = world();
    let exitCode = 0;
    const story: Story = await world().story(kind, async () => {
      const [old] = (await fleet.pods()).map(({ metadata }) => metadata.name);
      await fleet.delete(old);
      const condemned = await fleet.newlyRunning([old]);
      await isBorn(condemned);
      await fleet.delete(condemned);
      ({ exitCode } = await fleet.end(condemned));
      await fleet.gone(condemned);
      await fleet.settled();
    });
    return { ...story, exitCode };
  };

  describe('A pod that is deleted in the first second of its life', () => {
    it('while the app starts, ends at once and leads nobody', async () => {
      const { fleet } = world();
      await fleet.deploy({ replicas: 1 });
      const { exitCode, ...story } = await deletedAtBirth('deleted while it starts, the only replica', pod =>
        fleet.entry('started', journal => journal.pod === pod),
      );
      expect(exitCode).not.toBe(killed);
      expect(story).toMatchObject({ takenExpired: 0, jobs: { aborted: 0, cutOff: 0 } });
    });

    // Process 1 is not sent a signal that it does not listen for: nobody tells it again before it is killed.
    it('before there is anybody to listen, leads until it is killed, and nobody beside it', async () => {
      const { fleet } = world();
      await fleet.deploy({ replicas: 1, pod: { terminationGracePeriodSeconds: 5 } });
      const story = await deletedAtBirth('deleted before Node listens, a grace period of 5 s', async () => {});
      expect(story.handovers).toBeLessThanOrEqual(2);
    });

    it('before there is anybody to listen, ends at once, if it is not process 1', async () => {
      const { fleet } = world();
      await fleet.deploy({ replicas: 1, pod: { shareProcessNamespace: true } });
      const story = await deletedAtBirth('the same, with shareProcessNamespace', async () => {});
      expect(story).toMatchObject({ exitCode: 143, takenExpired: 0, jobs: { aborted: 0, cutOff: 0 } });
    });
  });

  describe('An app without shutdown hooks', () => {
    it('ends with its pod, although it is process 1', async () => {
      const { fleet } = world();
      await fleet.deploy({ replicas: 3, app: { shutdownHooks: false } });
      const story = await world().story('deleted, without shutdown hooks', async () => {
        const leader = await fleet.leader();
        await fleet.delete(leader.pod);
        expect((await fleet.end(leader.pod)).exitCode).not.toBe(killed);
        await fleet.settled();
      });
      expect(story).toMatchObject({ handovers: 1, takenReleased: 1, jobs: { aborted: 0, cutOff: 0 } });
    });
  });
}
