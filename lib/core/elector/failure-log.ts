import { type LeaseRequestFailure } from '../errors/lease-request-failure.js';
import { type LeaseRequestError, type LeaseVerb } from '../lease/lease-request.error.js';
import { oneLine } from '../lease/one-line.js';
import { failureAdvice } from './failure-advice.js';
import { type ResolvedElectorOptions } from './options/elector-options.js';

/** Logs a condition of the API server when it begins and when it ends, not at every retry. */
export class FailureLog {
  /** By verb, the failures that were logged since it last worked; none while all does. */
  private ongoing: Map<LeaseVerb, Set<LeaseRequestFailure>> | undefined;

  constructor(private readonly options: Pick<ResolvedElectorOptions, 'namespace' | 'leaseName' | 'logger'>) {}

  failed(error: LeaseRequestError): void {
    const ongoing = (this.ongoing ??= new Map<LeaseVerb, Set<LeaseRequestFailure>>());
    const logged = ongoing.get(error.verb) ?? new Set();
    if (logged.has(error.code)) return;
    ongoing.set(error.verb, logged.add(error.code));
    const { namespace, leaseName, logger } = this.options;
    logger.warn(`${error.message}\n${failureAdvice(error, { namespace, name: leaseName })}`);
  }

  /** @returns whether it failed before */
  succeeded(verb: LeaseVerb): boolean {
    return this.end(verb, 'works again');
  }

  /** What the API server refuses at present: this user has no permission for it. */
  get forbidden(): LeaseVerb[] {
    return [...(this.ongoing ?? [])].filter(([, codes]) => codes.has('forbidden')).map(([verb]) => verb);
  }

  /** Whether the writes that are not made while somebody leads would work now is not known: nobody needs them. */
  somebodyLeads(holder: string, isThisProcess: boolean): void {
    if (this.ongoing === undefined) return;
    const idle = isThisProcess ? (['create'] as const) : (['create', 'update'] as const);
    for (const verb of idle) this.end(verb, `not needed any more, "${oneLine(holder)}" leads`);
  }

  forget(): void {
    this.ongoing = undefined;
  }

  private end(verb: LeaseVerb, how: string): boolean {
    if (!this.ongoing?.delete(verb)) return false;
    if (this.ongoing.size === 0) this.ongoing = undefined;
    const { namespace, leaseName, logger } = this.options;
    logger.log(`${verb} lease ${namespace}/${leaseName}: ${how}`);
    return true;
  }
}
