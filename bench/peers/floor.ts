import { type Account } from '../lab/account.js';
import { now } from '../lab/now.js';
import { BareCandidate } from './bare-candidate.js';

/**
 * What physics asks of a handover, and nothing else: release PUT → watch event → acquire PUT. Two candidates in one process,
 * with connections that are open and code that is warm; nothing is checked, timed out or retried.
 */
export class Floor {
  private readonly candidates: readonly [BareCandidate, BareCandidate];
  private holder: 0 | 1 = 0;

  private constructor(first: BareCandidate, second: BareCandidate) {
    this.candidates = [first, second];
  }

  static async open(account: Account, lease: string): Promise<Floor> {
    const [first, second] = [new BareCandidate(account, lease, 'first'), new BareCandidate(account, lease, 'second')];
    const created = await first.create();
    await Promise.all([first.watch(created), second.watch(created)]);
    const floor = new Floor(first, second);
    for (let i = 0; i < 20; i++) await floor.handover();
    return floor;
  }

  /** Milliseconds from the sending of the release to the answer to the next holder's write. */
  async handover(): Promise<number> {
    const [from, to] = [this.candidates[this.holder], this.candidates[this.holder === 0 ? 1 : 0]];
    const taken = to.takeWhenVacant();
    const begin = now();
    void from.write('', 1);
    await taken;
    const took = now() - begin;
    this.holder = this.holder === 0 ? 1 : 0;
    await Promise.all([from.sees(to.version), to.sees(to.version)]);
    return took;
  }

  close(): void {
    for (const candidate of this.candidates) candidate.close();
  }
}
