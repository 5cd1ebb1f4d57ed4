import { type LeadershipTerm } from '../core/elector/leadership-term.js';
import { type LeadershipLostError } from '../core/errors/leadership-lost.error.js';
import { type ConnectionOption } from '../core/lease/connection/connection-option.js';
import { LeaseEvents } from './lease-events.js';
import { ObjectClient } from './object-client.js';
import { type ShownElector } from './shown-elector.js';

/** All that is shown of one lease. Nothing here can cost a term: whatever fails is logged. */
export class LeaderShow {
  private readonly client: ObjectClient;
  private readonly events: LeaseEvents | undefined;

  constructor(elector: ShownElector, connection: Exclude<ConnectionOption, 'none'>) {
    this.client = new ObjectClient(connection, elector.clock);
    this.events = elector.options.events ? new LeaseEvents(elector, this.client) : undefined;
  }

  began(_term: LeadershipTerm): void {
    this.events?.record('became leader');
  }

  ended(_term: LeadershipTerm, _reason: LeadershipLostError): void {
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
