import { type ElectorSource, type LeaderElector } from './leader-elector.js';
import { LeaseElector } from '../../core/elector/lease-elector.js';
import { type ResolvedElectorOptions } from '../../core/elector/options/elector-options.js';
import { createLeaseClient } from '../../core/lease/create-lease-client.js';
import { type LeaseClient } from '../../core/lease/lease-client.js';

/** Electors on the API server. An app's leases have one connection option, and so they share one client. */
export class LeaseElectors implements ElectorSource {
  private client: LeaseClient | undefined;

  create(options: ResolvedElectorOptions): LeaderElector {
    // Signals are the app's business: all its leases stop together.
    const ownOptions = { ...options, autoClose: false };
    if (options.connection === 'none') return new LeaseElector(ownOptions);
    this.client ??= createLeaseClient(options.connection);
    return new LeaseElector(ownOptions, { client: this.client });
  }

  close(): void {
    this.client?.close();
  }
}
