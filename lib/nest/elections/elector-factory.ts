import { CandidateElector } from '../../core/elector/candidate-elector.js';
import { type ElectorPort } from '../../core/elector/elector-port.js';
import { LastWords } from '../../core/elector/last-words.js';
import { type ResolvedElectorOptions } from '../../core/elector/options/elector-options.js';
import { lazyKernel } from '../../core/kernel/lazy-kernel.js';
import { Presence } from '../../core/kernel/presence.js';
import { type Settle, showLeader } from '../../kubernetes/show-leader.js';
import { createLeaseClient } from '../../core/lease/create-lease-client.js';
import { type LeaseClient } from '../../core/lease/lease-client.js';

/** Makes the electors of one app. */
export interface ElectorFactory {
  /**
   * The elector of one lease; nothing is sent before its `start()`.
   *
   * @param name the lease's name in `forFeature`; none for the one of `forRoot`
   */
  create(options: ResolvedElectorOptions, name?: string): ElectorPort;
  /** Frees what the electors share. They have all stopped. */
  close(): Promise<void> | void;
}

/** Electors that campaign on the API server. An app's leases have one connection option, and so they share one client. */
export class CandidateFactory implements ElectorFactory {
  private client: LeaseClient | undefined;
  private lastWords: LastWords | undefined;
  private readonly shown: Settle[] = [];
  private readonly presence = new Presence(lazyKernel());

  create(options: ResolvedElectorOptions): ElectorPort {
    if (options.connection !== 'none') this.client ??= createLeaseClient(options.connection);
    this.lastWords ??= new LastWords(this.client);
    const { client, lastWords } = this;
    // What tells the kernel of a holder is loaded with its first use, so never if there is nobody to tell.
    const presence = client === undefined ? undefined : this.presence;
    const elector = new CandidateElector(options, { client, lastWords, presence, ownerHandlesSignals: true });
    this.shown.push(showLeader(elector));
    return elector;
  }

  async close(): Promise<void> {
    this.client?.close();
    await Promise.all(this.shown.map(settle => settle()));
  }
}
