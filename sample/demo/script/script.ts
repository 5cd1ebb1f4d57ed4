import { type Fleet } from '../fleet/fleet.js';
import { type Fault, type Handover } from '../judge/handover.js';
import { describeHandover } from '../judge/describe-handover.js';
import { verdict } from '../judge/verdict.js';
import { now } from '../monotonic.js';
import { paint } from '../ansi.js';
import { until } from './until.js';

const faults: readonly Fault[] = ['kill -9', 'pause', 'SIGTERM'];

/**
 * Kills, pauses and drains a leader, each when all is well again, and tells what happens.
 *
 * @returns whether no two replicas ever worked at once, and each fault was survived: another leads, and its cron job ran
 */
export async function playScript(fleet: Fleet): Promise<boolean> {
  const begun = now();
  fleet.on('event', (replica, text) => {
    const seconds = ((now() - begun) / 1000).toFixed(2).padStart(6);
    console.log(`${paint(`${seconds} s`, 'dim')}  ${replica.name}  ${text}`);
  });

  let survived = 0;
  try {
    fleet.start();
    await allIsWell(fleet);
    for (const fault of faults) {
      console.log(paint(`\n${headings[fault]}`, 'bold'));
      const handover = await survive(fleet, fault);
      console.log(paint(`  ✓ ${describeHandover(handover)}`, 'green'));
      survived++;
      await allIsWell(fleet);
    }
    console.log(paint('\nThe end: all replicas are told to end.', 'bold'));
  } catch (error) {
    console.log(paint(`  ✗ ${(error as Error).message}`, 'red'));
  }
  await fleet.stop();

  const { isClean, text } = verdict(fleet.spells);
  console.log(`\n${survived} of ${faults.length} faults survived. ${text}`);
  return isClean && survived === faults.length;
}

const headings: Record<Fault, string> = {
  'kill -9': 'The leader is killed. Another leads when its lease has run out, or the same one as soon as it is back.',
  pause: 'The leader is paused for longer than its lease, and wakes up as no leader.',
  SIGTERM: 'The leader is told to end. It finishes its job, releases the lease, and another leads at once.',
};

async function survive(fleet: Fleet, fault: Fault): Promise<Handover> {
  if (fault === 'SIGTERM') await until(fleet, 'the leader is in the middle of a job', () => !!fleet.leader?.isBusy);
  const leader = fleet.leader!;
  const { pid } = leader;
  fleet.inflict(fault, leader);
  const handover = () => fleet.handovers.find(({ from, to }) => from.pid === pid && to.pid !== pid);
  await until(fleet, 'another replica leads', () => handover() !== undefined);
  await until(fleet, 'its cron job runs', () => fleet.hasRunJob(handover()!.to));
  return handover()!;
}

/** Every replica is there, one of them leads, and its cron job has run. */
async function allIsWell(fleet: Fleet): Promise<void> {
  await until(fleet, 'all replicas are there, and one of them leads', () => {
    const { leader } = fleet;
    const term = fleet.spells.all.findLast(({ pid }) => pid === leader?.pid);
    return term !== undefined && fleet.hasRunJob(term) && fleet.replicas.every(({ isAlive }) => isAlive);
  });
}
