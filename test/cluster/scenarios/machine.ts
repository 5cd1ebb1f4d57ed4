import { describe, expect, it } from '@jest/globals';
import { until } from '../fleet/fleet.js';
import { type World } from './world.js';

/** What the node does, or what is done to it. */
export function machine(world: () => World): void {
  describe('A node', () => {
    it('that is drained leaves a released lease, which is taken when it may run pods again', async () => {
      const { fleet, node } = world();
      await fleet.deploy({ replicas: 3 });
      const story = await world().story('drain of the only node, and back', async () => {
        const { nodeName } = world().cluster;
        await node.run('kubectl', 'drain', nodeName, `--pod-selector=app=billing`, '--ignore-daemonsets');
        await node.run('kubectl', 'uncordon', nodeName);
        await fleet.settled();
      });
      expect(story).toMatchObject({ takenExpired: 0, jobs: { aborted: 0, cutOff: 0 } });
    });

    it('whose kubelet is restarted gives its pods new tokens, and keeps its leader', async () => {
      const { fleet, node } = world();
      await fleet.deploy({ replicas: 3 });
      const { pod } = await fleet.leader();
      const tokens = () =>
        new Set(node.leaseRequests().flatMap(request => (request.pod === pod ? request.credential : [])));
      expect(tokens().size).toBe(1);
      const story = await world().story('kubelet restarted, tokens rotated', async () => {
        await node.kubelet.restart();
        await until('the leader uses another token', async () => tokens().size > 1 || undefined);
        await fleet.settled();
      });
      expect(story).toMatchObject({ handovers: 0, jobs: { aborted: 0, cutOff: 0 } });
    });

    it('whose container runtime is restarted keeps its leader', async () => {
      const { fleet, node } = world();
      await fleet.deploy({ replicas: 3 });
      const story = await world().story('containerd restarted', async () => {
        const leader = await fleet.leader();
        await node.containerd.restart('SIGKILL');
        // It works again when it can end a pod and make another.
        const follower = (await fleet.pods()).find(({ metadata }) => metadata.name !== leader.pod);
        await fleet.delete(follower?.metadata.name ?? '');
        await fleet.gone(follower?.metadata.name ?? '');
        await fleet.settled();
      });
      expect(story).toMatchObject({ handovers: 0, jobs: { aborted: 0, cutOff: 0 } });
    });

    it("that loses the leader's shim has no second leader before the first one is dead", async () => {
      const { fleet, node } = world();
      await fleet.deploy({ replicas: 3 });
      const story = await world().story("the pod's shim killed", async () => {
        const leader = await fleet.leader();
        const [container] = (await fleet.pod(leader.pod))?.status?.containerStatuses ?? [];
        await node.kill9(await node.shimOf(await node.pidOf(container?.containerID ?? '')));
        await fleet.leader(leader);
        await fleet.settled();
      });
      expect(story.handovers).toBe(1);
    });
  });
}
