import { type Lease, type LeaseSpec } from '../../../lib/core/record/lease.js';
import { formatMicroTime } from '../../../lib/core/record/micro-time.js';
import { type SimulatedLease } from './simulated-lease.js';
import { type World } from './world.js';

/** How somebody else's candidate makes a dead holder's record its own; annotations it leaves as they are. */
export type Manner = 'as itself' | 'as the dead one' | 'named by an edit, which keeps acquireTime';

/**
 * A leader with another library, which takes the lease of a dead one and knows at once of all that happens to it: as good a
 * candidate as can be. At last it ends without a word.
 */
export class Foreigner {
  private until: number;
  private spec: LeaseSpec;
  private hasEnded = false;

  constructor(
    private readonly world: World,
    private readonly lease: SimulatedLease,
    private readonly manner: Manner,
  ) {
    const { spec } = world.network.store.get(lease.name)!;
    const holderIdentity = manner === 'as the dead one' ? spec!.holderIdentity : 'somebody';
    const acquireTime = manner === 'named by an edit, which keeps acquireTime' ? spec!.acquireTime : this.newTime();
    this.spec = this.write({ ...spec, holderIdentity, acquireTime });
    this.until = this.deadline();
    this.renewLater();
  }

  get name(): string {
    return `somebody with another library (${this.manner})`;
  }

  /** The record is its own, and it has not run out. */
  get acts(): boolean {
    return this.actsBy(this.world.network.store.get(this.lease.name)?.spec);
  }

  actsBy(spec: Lease['spec']): boolean {
    return !this.hasEnded && this.world.time.now < this.until && spec === this.spec;
  }

  end(): void {
    this.hasEnded = true;
  }

  private renewLater(): void {
    const { time, timings } = this.world;
    time.after(timings.renewInterval, () => {
      if (!this.acts) return;
      this.spec = this.write(this.spec);
      this.until = this.deadline();
      this.renewLater();
    });
  }

  private write(spec: LeaseSpec): LeaseSpec {
    const { network, timings } = this.world;
    const leaseDurationSeconds = timings.leaseDuration / 1000;
    const next = { ...spec, leaseDurationSeconds, renewTime: this.newTime() };
    network.store.edit(this.lease.name, (present: Lease) => ({ ...present, spec: next }));
    return network.store.get(this.lease.name)!.spec!;
  }

  /** Before anybody's clock can have counted a whole duration. */
  private deadline(): number {
    const { time, timings, rates } = this.world;
    return time.now + timings.leaseDuration / rates.fast - 1;
  }

  private newTime(): string {
    return formatMicroTime(
      (Date.UTC(2030, 0, 1) + Math.floor(this.world.time.now)) * 1000 + this.world.random.integer(0, 999),
    );
  }
}
