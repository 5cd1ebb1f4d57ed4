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
      it.each([3, 1])('is killed (SIGKILL), of %i replicas, leads again as soon as it is back', async replicas => {
        const { fleet, node } = world();
        for (let time = 0; time < repeats; time++) {
          // Of new pods: the kubelet lets a container that was restarted lately wait.
          await fleet.restart({ replicas });
          await fleet.settled();
          const story = await crash(`SIGKILL of the container, ${replicas} replicas`, async leader => {
            await node.kill9(await node.pidOf(await containerOf(leader)));
            expect(await fleet.end(leader.pod)).toMatchObject({ exitCode: 137 });
          });
          expect(story).toMatchObject({ handovers: 1, takenFromDead: 1 });
        }
      });
    }

    it('ends of an error that nobody catches, without work under way, hands over with its last words', async () => {
      const { fleet } = world();
      // Last words have 500 ms, and a tick's write may come between: a single end may go unheard on a slow machine.
      for (let chances = repeats + 4, heard = 0; heard < repeats; chances--) {
        expect(chances).toBeGreaterThan(0);
        await fleet.restart({ replicas: 3, app: { jobTakes: 100 } });
        await fleet.settled();
        const story = await crash('uncaught exception', async leader => {
          await fleet.post(leader.pod, 'fail');
          expect(await fleet.end(leader.pod)).toMatchObject({ exitCode: 1 });
        });
        expect(story).toMatchObject({ handovers: 1, takenExpired: 0 });
        heard += story.takenReleased;
      }
    });

    it('ends of an error that nobody catches, with work under way, leads again as soon as it is back', async () => {
      const { fleet } = world();
      await fleet.deploy({ replicas: 3 });
      const story = await crash('uncaught exception, with work under way', async leader => {
        await fleet.post(leader.pod, 'fail-at-work');
        expect(await fleet.end(leader.pod)).toMatchObject({ exitCode: 1 });
      });
      expect(story).toMatchObject({ handovers: 1, takenFromDead: 1 });
    });

    it.each([3, 1])(
      'eats more memory than it may, of %i replicas, leads again as soon as it is back',
      async replicas => {
        const { fleet } = world();
        await fleet.deploy({ replicas, container: { resources: { limits: { memory: '256Mi' } } } });
        const story = await crash(`out of memory, ${replicas} replicas`, async leader => {
          await fleet.post(leader.pod, 'eat');
          expect(await fleet.end(leader.pod)).toMatchObject({ reason: 'OOMKilled' });
        });
        expect(story).toMatchObject({ handovers: 1, takenFromDead: 1 });
      },
    );

    const livenessProbe = { httpGet: { path: '/live', port: 3000 }, periodSeconds: 1, failureThreshold: 3 };
    const startupProbe = { ...livenessProbe, failureThreshold: 60 };

    it.each([3, 1])(
      'hangs, of %i replicas, is killed for its liveness probe, and leads when it is back',
      async replicas => {
        const { fleet } = world();
        const pod = { terminationGracePeriodSeconds: 3 };
        await fleet.deploy({ replicas, pod, container: { livenessProbe, startupProbe } });
        const story = await crash(`its event loop stands still, ${replicas} replicas`, async leader => {
          await fleet.post(leader.pod, 'hang');
          expect(await fleet.end(leader.pod)).toMatchObject({ exitCode: 137 });
        });
        expect(story).toMatchObject({ handovers: 1, takenFromDead: 1 });
      },
    );

    it('fails its liveness probe is told to end, and hands over', async () => {
      const { fleet } = world();
      await fleet.deploy({ replicas: 3, container: { livenessProbe, startupProbe } });
      const story = await crash('liveness probe failed', leader => fleet.post(leader.pod, 'sick'));
      expect(story).toMatchObject({ handovers: 1, takenReleased: 1, jobs: { aborted: 0, cutOff: 0 } });
    });
  });
}
