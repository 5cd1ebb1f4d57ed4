import { type LeadershipTerm } from '../core/elector/leadership-term.js';
import { type ConnectionOption } from '../core/lease/connection/connection-option.js';
import { LeaderEndpoint } from './leader-endpoint.js';
import { LeaseEvents } from './lease-events.js';
import { ObjectClient } from './object-client.js';
import { type ShownElector } from './shown-elector.js';

/** All that is shown of one lease. Nothing here can cost a term: whatever fails is logged. */
export class LeaderShow {
  private readonly client: ObjectClient;
  private readonly events: LeaseEvents | undefined;
  private readonly endpoint: LeaderEndpoint | undefined;

  constructor(elector: ShownElector, connection: Exclude<ConnectionOption, 'none'>) {
    this.client = new ObjectClient(connection, elector.clock);
    const { events, endpoint } = elector.options;
    this.events = events ? new LeaseEvents(elector, this.client) : undefined;
    this.endpoint = endpoint && new LeaderEndpoint(elector, endpoint, this.client);
    if (this.endpoint) elector.beforeRelease(this.endpoint);
  }

  began(term: LeadershipTerm): void {
    this.endpoint?.began(term);
    this.events?.record('became leader');
  }

  ended(term: LeadershipTerm): void {
    this.endpoint?.ended(term);
    this.events?.record('stopped leading');
  }

  /** Resolves when all that is to be shown was. */
  async settled(): Promise<void> {
    await this.events?.settled();
  }

  close(): void {
    this.client.close();
  }
}
