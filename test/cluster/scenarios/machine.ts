import { describe, expect, it } from '@jest/globals';
import { until } from '../fleet/until.js';
import { actsOf } from '../judge/evidence.js';
import { repeats, type World } from './world.js';

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

    // As far as the lease can tell: there is one node here, and so a part of it dies.
    it('that dies with the leader leaves a lease to expire, which a replica elsewhere takes', async () => {
      const { fleet, node } = world();
      await fleet.deploy({ replicas: 3 });
      for (let time = 0; time < repeats; time++) {
        let died = '';
        const story = await world().story(
          "the leader killed, and no kubelet to start it again: its node's death",
          async () => {
            const leader = await fleet.leader();
            died = leader.pod;
            const [status] = (await fleet.pod(leader.pod))?.status?.containerStatuses ?? [];
            const pid = await node.pidOf(status?.containerID ?? '');
            await node.kubelet.stop('SIGKILL');
            await node.kill9(pid);
            const next = await fleet.leader(leader);
            expect(next.pod).not.toBe(leader.pod);
            node.kubelet.start();
            await fleet.settled();
          },
        );
        expect(story).toMatchObject({ handovers: 1, takenExpired: 1 });
        // containerd 1.6, once killed itself, never ends a pod whose container died while no kubelet watched.
        await fleet.delete(died);
        await fleet.gone(died);
        await fleet.settled();
      }
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
      for (let time = 0; time < repeats; time++) {
        const said: string[] = [];
        const story = await world().story("the pod's shim killed", async () => {
          const leader = await fleet.leader();
          const [status] = (await fleet.pod(leader.pod))?.status?.containerStatuses ?? [];
          const container = status?.containerID ?? '';
          const shim = await node.shimOf(await node.pidOf(container));
          const killed = process.hrtime.bigint();
          const after = (at: bigint) => `${Math.round(Number(at - killed) / 1e6)} ms`;
          await node.kill9(shim);
          await fleet.notRunning(leader.pod, container);
          said.push(`reported dead after ${after(process.hrtime.bigint())}`);
          const next = await fleet.entry('started', ({ pod }, { at }) => pod === leader.pod && BigInt(at) > killed);
          said.push(`started again after ${after(BigInt(next.at))}`);
          await fleet.leader(leader);
          await fleet.settled();
          const acts = actsOf((await fleet.evidence()).journals).filter(act => act.process === leader.process);
          said.push(`acted for the last time after ${after(acts.at(-1)?.after ?? 0n)}`);
        });
        console.log(`The pod whose shim was killed was ${said.join(', ')}`);
        expect(story.handovers).toBe(1);
      }
    });
  });
}
