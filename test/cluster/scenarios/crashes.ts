import { describe, expect, it } from '@jest/globals';
import { type Leader } from '../fleet/leader.js';
import { hasOwnNode, repeats, type World } from './world.js';

/** Ends that are not announced: the container is started again in its pod. */
export function crashes(world: () => World): void {
  const containerOf = async ({ pod }: Leader) =>
    (await world().fleet.pod(pod))?.status?.containerStatuses?.[0]?.containerID ?? '';

  /** What becomes of the lease, until the container runs again. */
  const crash = (kind: string, happen: (leader: Leader) => Promise<void>) =>
    world().story(kind, async () => {
      const { fleet } = world();
      const leader = await fleet.leader();
      await happen(leader);
      await fleet.leader(leader);
      await fleet.settled();
    });

  describe('A container that', () => {
    if (hasOwnNode) {
      it.each([3, 1])('is killed (SIGKILL), of %i replicas, costs the lease', async replicas => {
        const { fleet, node } = world();
        await fleet.deploy({ replicas });
        const story = await crash(`SIGKILL of the container, ${replicas} replicas`, async leader => {
          await node.kill9(await node.pidOf(await containerOf(leader)));
          expect(await fleet.end(leader.pod)).toMatchObject({ exitCode: 137 });
        });
        expect(story.handovers).toBe(1);
      });
    }

    it('ends of an error that nobody catches, without work under way, hands over with its last words', async () => {
      const { fleet } = world();
      await fleet.deploy({ replicas: 3, app: { jobTakes: 100 } });
      for (let time = 0; time < repeats; time++) {
        const story = await crash('uncaught exception', async leader => {
          await fleet.post(leader.pod, 'fail');
          expect(await fleet.end(leader.pod)).toMatchObject({ exitCode: 1 });
        });
        expect(story).toMatchObject({ handovers: 1, takenReleased: 1 });
      }
    });

    it('eats more memory than it may is ended by the kernel', async () => {
      const { fleet } = world();
      await fleet.deploy({ replicas: 3, container: { resources: { limits: { memory: '256Mi' } } } });
      const story = await crash('out of memory', async leader => {
        await fleet.post(leader.pod, 'eat');
        expect(await fleet.end(leader.pod)).toMatchObject({ reason: 'OOMKilled' });
      });
      expect(story.handovers).toBe(1);
    });

    it('fails its liveness probe is told to end, and hands over', async () => {
      const { fleet } = world();
      const livenessProbe = { httpGet: { path: '/live', port: 3000 }, periodSeconds: 1, failureThreshold: 3 };
      const startupProbe = { ...livenessProbe, failureThreshold: 60 };
      await fleet.deploy({ replicas: 3, container: { livenessProbe, startupProbe } });
      const story = await crash('liveness probe failed', leader => fleet.post(leader.pod, 'sick'));
      expect(story).toMatchObject({ handovers: 1, takenReleased: 1, jobs: { aborted: 0, cutOff: 0 } });
    });
  });
}
