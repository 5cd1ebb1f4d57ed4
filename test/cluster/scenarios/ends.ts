import { describe, expect, it } from '@jest/globals';
import { type Story } from '../judge/story.js';
import { type World } from './world.js';

/** How a pod ends that is told to, and what becomes of the lease and of the work under way. */
export function ends(world: () => World): void {
  /** The end of the leader's pod, while a job is under way. */
  const endOfLeader = (kind: string, end: (pod: string) => Promise<void>): Promise<Story> =>
    world().story(kind, async () => {
      const { fleet } = world();
      const leader = await fleet.leader();
      await fleet.entry('job', (journal, { what, run }) => what === 'begun' && isLastRun(journal, leader.process, run));
      await end(leader.pod);
      await fleet.leader(leader);
      await fleet.gone(leader.pod);
      await fleet.settled();
    });

  describe('A pod that is told to end', () => {
    it.each(['deleted', 'evicted'] as const)('because it was %s hands over once its job is done', async how => {
      const { fleet } = world();
      await fleet.deploy({ replicas: 3 });
      const story = await endOfLeader(`leader's pod ${how}`, pod =>
        how === 'deleted' ? fleet.delete(pod) : fleet.evict(pod),
      );
      expect(story).toMatchObject({ handovers: 1, takenReleased: 1, jobs: { aborted: 0, cutOff: 0 } });
    });

    it('leads on through its preStop hook', async () => {
      const { fleet } = world();
      await fleet.deploy({ replicas: 3, container: { lifecycle: { preStop: { sleep: { seconds: 3 } } } } });
      const story = await endOfLeader('deleted, with a preStop hook of 3 s', pod => fleet.delete(pod));
      expect(story).toMatchObject({ handovers: 1, takenReleased: 1, jobs: { aborted: 0, cutOff: 0 } });
    });

    it('has the time of drainTimeout for a job, if the grace period is longer', async () => {
      const { fleet } = world();
      await fleet.deploy({ replicas: 3, app: { jobTakes: 6_000 } });
      const story = await endOfLeader('deleted, with jobs of 6 s', pod => fleet.delete(pod));
      expect(story).toMatchObject({ handovers: 1, takenReleased: 1, jobs: { aborted: 0, cutOff: 0 } });
    });

    it('aborts a job that takes longer than drainTimeout, and then hands over', async () => {
      const { fleet } = world();
      await fleet.deploy({ replicas: 3, app: { jobTakes: 8_000, election: { drainTimeout: '2s' } } });
      const story = await endOfLeader('deleted, with jobs of 8 s and a drainTimeout of 2 s', pod => fleet.delete(pod));
      expect(story).toMatchObject({ handovers: 1, takenReleased: 1, jobs: { cutOff: 0 } });
      expect(story.jobs.aborted).toBeGreaterThan(0);
    });

    it('is killed in the middle of a job, if the grace period is shorter, and its lease runs out', async () => {
      const { fleet } = world();
      await fleet.deploy({ replicas: 3, app: { jobTakes: 6_000 }, pod: { terminationGracePeriodSeconds: 2 } });
      const story = await endOfLeader('deleted, with jobs of 6 s and a grace period of 2 s', pod => fleet.delete(pod));
      expect(story).toMatchObject({ handovers: 1, takenExpired: 1, jobs: { aborted: 0 } });
      expect(story.jobs.cutOff).toBeGreaterThan(0);
    });

    it('by force is no leader for long after the API has forgotten it', async () => {
      const { fleet } = world();
      await fleet.deploy({ replicas: 3 });
      const story = await endOfLeader('force-deleted', pod => fleet.delete(pod, { gracePeriodSeconds: 0 }));
      expect(story.handovers).toBe(1);
    });

    it('never hears of it behind a shell, is killed, and its lease runs out', async () => {
      const { fleet } = world();
      const container = { command: ['sh', '-c', 'node main.js; echo ended'] };
      await fleet.deploy({ replicas: 3, container, pod: { terminationGracePeriodSeconds: 3 } });
      const story = await endOfLeader('deleted, behind a shell', pod => fleet.delete(pod));
      expect(story).toMatchObject({ handovers: 1, takenExpired: 1 });
    });
  });
}

function isLastRun(journal: { process: string; entries: readonly object[] }, process: string, run: number): boolean {
  if (journal.process !== process) return false;
  const last = journal.entries.findLast(entry => (entry as { type: string }).type === 'job') as { run?: number };
  return last?.run === run;
}
