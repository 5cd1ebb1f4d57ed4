import { type LeaseRequestError, type LeaseVerb } from '../lease/lease-request.error.js';
import { type LeaseReference } from '../record/lease.js';
import { type ElectorLogger } from './logger.js';
import { leaseRole } from './lease-role.js';

/** Logs a condition of the API server when it begins and when it ends, not at every retry. */
export class FailureLog {
  /** By verb, the failure that was logged last. */
  private readonly ongoing = new Map<LeaseVerb, string>();

  constructor(
    private readonly lease: LeaseReference,
    private readonly logger: ElectorLogger,
  ) {}

  failed(error: LeaseRequestError): void {
    if (this.ongoing.get(error.verb) === error.code) return;
    this.ongoing.set(error.verb, error.code);
    this.logger.warn(`${error.message}${this.advice(error)}`);
  }

  succeeded(verb: LeaseVerb): void {
    if (this.ongoing.delete(verb))
      this.logger.log(`${verb} lease ${this.lease.namespace}/${this.lease.name}: works again`);
  }

  forget(): void {
    this.ongoing.clear();
  }

  private advice(error: LeaseRequestError): string {
    switch (error.code) {
      case 'forbidden':
        return `\nThis Role, bound to the pod's service account, grants what an election needs:\n${leaseRole(this.lease)}`;
      case 'unauthorized':
        return '\nThe API server does not accept the credentials: is the service account still there, is its token mounted?';
      default:
        return '\nIt is tried again, in the background, until it works.';
    }
  }
}
