import { type ElectorLogger } from '../core/elector/logger.js';
import { type LeaseRequestFailure } from '../core/errors/lease-request-failure.js';
import { type RequestFailure } from '../core/lease/request-failure.js';

/** Says when something begins to fail, for another reason than before, and when it works again. */
export class ConditionLog {
  private failing: LeaseRequestFailure | undefined;

  /**
   * @param what may fail: `Lease "billing": writing an Event`
   * @param rule of a Role, which allows it
   */
  constructor(
    private readonly logger: ElectorLogger,
    private readonly what: string,
    private readonly consequence: string,
    private readonly rule: string,
  ) {}

  failed({ code, message }: RequestFailure): void {
    if (this.failing === code) return;
    this.failing = code;
    // Refused by RBAC, which says so; an admission policy says something else.
    const isMissingRule = code === 'forbidden' && /User ".*" cannot \w+ resource/.test(message);
    const advice = isMissingRule
      ? `\nThese rules, in the Role of the pod's service account, allow it:\n${this.rule}`
      : '';
    this.logger.warn(`${this.what}: ${message}. ${this.consequence}${advice}`);
  }

  succeeded(): void {
    if (this.failing === undefined) return;
    this.failing = undefined;
    this.logger.log(`${this.what}: works again.`);
  }
}
