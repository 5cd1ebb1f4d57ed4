import { setTimeout as delay } from 'node:timers/promises';
import { type Lab } from '../lab/lab.js';
import { now } from '../lab/now.js';
import { type Peer } from '../peers/peer.js';
import { type Taken } from '../row.js';
import { lanes } from './lanes.js';

/** Seconds of `codedependant`'s leases here. */
export const shortLease = 5;
/** Leases after which nobody waits any longer. */
const bound = 6;

/**
 * Whether followers that have waited for longer than a lease ever take over. @returns no samples but a note where none
 * did within the bound
 */
export async function takeovers(lab: Lab, peer: Peer, signal: NodeJS.Signals): Promise<Taken[]> {
  const trials = 4;
  let twoLed = 0;
  const samples = await lanes(trials, async () => {
    const namespace = await lab.namespace();
    const start = async () => peer.start({ lease: 'bench', account: await lab.account(namespace) });
    const leader = await start();
    await leader.told('leading');
    const followers = [await start(), await start()];
    await Promise.all(followers.map(follower => follower.told('started')));
    await delay(2.5 * shortLease * 1000); // its attempts are over
    if (followers.some(({ isLeading }) => isLeading)) twoLed++;
    const begin = now();
    const next = Promise.race(followers.map(follower => follower.tells('leading', bound * shortLease * 1000)));
    leader.kill(signal);
    const taken = await next.then(
      at => [at - begin],
      () => [],
    );
    await Promise.all([leader, ...followers].map(replica => replica.end()));
    return taken;
  });
  const note = `${samples.length} of ${trials} took over within ${bound} leases of ${shortLease} s after ${signal}; two led at once before in ${twoLed}`;
  return [{ who: '@codedependant, followers that have waited for longer than a lease', samples, note }];
}
