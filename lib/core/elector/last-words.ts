import { type LastWordsTarget, type LeaseClient } from '../lease/lease-client.js';
import { processExit } from './process-exit.js';

/** An elector, when its process ends. */
export interface LastSpeaker {
  /**
   * Ends the term and the election for good: an `exit` that somebody merely emits must not leave a candidate that renews a
   * lease behind a closed gate.
   *
   * @returns what may be released: undefined if the lease cannot be ours, or if work is under way
   */
  latch(): LastWordsTarget | undefined;
}

/**
 * Rule 16: a process that ends by itself (an uncaught exception, `process.exit()`) closes its gates and releases its leases
 * on the way out, so that nobody waits for them to run out. Shared by all electors of one lease client.
 */
export class LastWords {
  private readonly speakers = new Set<LastSpeaker>();

  constructor(
    private readonly client: Pick<LeaseClient, 'releaseAtExit'> | undefined,
    private readonly exit: Pick<typeof processExit, 'add' | 'delete'> = processExit,
  ) {}

  add(speaker: LastSpeaker): void {
    this.speakers.add(speaker);
    this.exit.add(this.speak);
  }

  delete(speaker: LastSpeaker): void {
    this.speakers.delete(speaker);
    if (this.speakers.size === 0) this.exit.delete(this.speak);
  }

  /** Never throws: other listeners for `exit` come next, and a lease that is not released runs out. */
  private readonly speak = (): void => {
    try {
      const targets = [...this.speakers].flatMap(speaker => speaker.latch() ?? []);
      if (targets.length > 0) this.client?.releaseAtExit?.(targets);
    } catch {
      // There is nobody to tell.
    }
  };
}
