import { type Clock } from '../clock/clock.js';
import { LeaderElectionError } from '../errors/leader-election.error.js';
import { formatDuration } from './options/duration.js';
import { type ResolvedElectorOptions } from './options/elector-options.js';
import { Waiters } from './waiters.js';

/** A start that waits until a leader is known (`waitForLeader`). */
export class LeaderKnown {
  private readonly waiters = new Waiters<void>();

  constructor(
    private readonly options: ResolvedElectorOptions,
    private readonly clock: Clock,
  ) {}

  /** @param giveUp called when `waitForLeader` was too short; the promise rejects with `noLeaderKnown` */
  wait(giveUp: () => void): Promise<void> {
    const { waitForLeader, leaseName, namespace } = this.options;
    const known = this.waiters.wait();
    if (waitForLeader === Infinity) return known;
    const timer = this.clock.setTimer(() => {
      const message = `No leader of the lease "${namespace}/${leaseName}" was known within ${formatDuration(waitForLeader)} (\`waitForLeader\`).`;
      this.waiters.rejectAll(new LeaderElectionError('noLeaderKnown', message));
      giveUp();
    }, waitForLeader);
    return known.finally(() => timer.cancel());
  }

  resolve(): void {
    this.waiters.resolveAll();
  }

  reject(reason: LeaderElectionError): void {
    this.waiters.rejectAll(reason);
  }
}
