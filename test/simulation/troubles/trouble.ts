import { type Candidate } from '../world/candidate.js';
import { type SeededRandom } from '../world/seeded-random.js';
import { type SimulatedLease } from '../world/simulated-lease.js';
import { type World } from '../world/world.js';

/** Something that goes wrong. */
export interface Trouble {
  readonly name: string;
  /** How often, by the others. @default 1 */
  readonly weight?: number;
  /** @returns what it did; undefined where there was nothing to do it to */
  strike(scene: Scene): string | undefined;
}

/** Where a trouble strikes. All that it leaves to chance is decided by its own dice, whatever else happens. */
export interface Scene {
  readonly world: World;
  readonly dice: SeededRandom;
  readonly lease: SimulatedLease;
  /** The leader, as often as not. */
  readonly victim: Candidate;
}

export function sceneOf(world: World, dice: SeededRandom): Scene | undefined {
  const lease = dice.pick(world.leases);
  const leader = dice.chance(0.5) ? world.leaderOf(lease) : undefined;
  const luck = dice.next();
  const victim = leader ?? lease.candidates[Math.floor(luck * lease.candidates.length)];
  return victim && { world, dice, lease, victim };
}

/** From an instant to longer than anything lasts; short and long ones alike. */
export function someTime({ world, dice }: Pick<Scene, 'world' | 'dice'>, longest = 3): number {
  const { leaseDuration, renewInterval, retryInterval } = world.timings;
  return dice.next() * dice.pick([retryInterval, renewInterval, leaseDuration, longest * leaseDuration]);
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(3)} s`;
}

/** After the end of a process whose candidates those were: in its place, as a container that is restarted, or elsewhere. */
export function startAgain({ world, dice }: Scene, victims: readonly Candidate[], sameIdentity: boolean): void {
  world.newcomers--;
  const [first] = victims;
  if (first === undefined) return;
  const heir = (identity: string) => (sameIdentity ? identity : `${identity}'`);
  const home = dice.chance(0.6) ? first.process.home : undefined;
  const next = world.addProcess(heir(first.process.name.split('#')[0]), world.rate(dice), home);
  for (const { lease, identity, timings } of victims) world.addCandidate(next, lease, heir(identity), timings);
}
