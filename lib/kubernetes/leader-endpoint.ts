import { type LeadershipTerm } from '../core/elector/leadership-term.js';
import { type ResolvedEndpoint } from '../core/elector/options/endpoint-option.js';
import { type ReleaseDuty } from '../core/elector/release-duty.js';
import { describeError } from '../core/lease/one-line.js';
import { malformed, RequestFailure } from '../core/lease/request-failure.js';
import { ConditionLog } from './condition-log.js';
import { addressesOf, type EndpointSlice, foreignManagerOf, isAsWanted, wantedSlice } from './endpoint-slice.js';
import { type ObjectClient } from './object-client.js';
import { endpointRules } from './role-rules.js';
import { type ShownElector } from './shown-elector.js';

/** Milliseconds after which a leader checks whether somebody has changed its slice. */
const lookInterval = 30_000;
/** Milliseconds between two tries to empty it, while the release waits. */
const hurry = 100;
/** Of compare-and-swap, before it lets others write first. */
const mostTries = 10;

/**
 * Keeps the EndpointSlice of a Service pointed at the leader's pod: points it here when a term begins, and at nobody before
 * the lease is released. Each write is a compare-and-swap on a version that was read while the lease was this process's, so a
 * late write by an earlier leader cannot undo one by its successor.
 */
export class LeaderEndpoint implements ReleaseDuty {
  private readonly path: string;
  private readonly log: ConditionLog;
  /** The one whose pod it may point at. */
  private term: LeadershipTerm | undefined;
  /** Whether the slice points here, or a write that is not known to have failed may make it. */
  private mayPointHere = false;
  private creating: Promise<unknown> = Promise.resolve();
  private isEmptying = false;
  private givesUpAt = Infinity;
  private wake = () => {};

  constructor(
    private readonly elector: ShownElector,
    private readonly endpoint: ResolvedEndpoint,
    private readonly client: Pick<ObjectClient, 'request'>,
  ) {
    const { leaseName, namespace, options } = elector;
    const { service } = endpoint;
    this.path = `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`;
    this.log = new ConditionLog(
      options.logger,
      `Lease "${leaseName}": writing the EndpointSlice "${service}"`,
      `The election goes on; the Service may not lead to the leader.`,
      endpointRules(service),
    );
  }

  get isPending(): boolean {
    if (this.term === undefined || !this.mayPointHere || !this.elector.isHolding) return false;
    return this.elector.clock.monotonic() < this.givesUpAt;
  }

  began(term: LeadershipTerm): void {
    this.term = term;
    this.isEmptying = false;
    this.givesUpAt = Infinity;
    this.mayPointHere = false;
    void this.keep(term);
  }

  ended(term: LeadershipTerm): void {
    if (this.term !== term || this.isEmptying) return;
    this.term = undefined;
    this.wake();
  }

  perform(done: () => void): void {
    const { term, elector } = this;
    if (term === undefined || !this.isPending) return;
    const { clock, options } = elector;
    const longest = Math.min(options.releaseTimeout, (options.drainTimeout + options.abortGrace) / 2);
    this.isEmptying = true;
    this.givesUpAt = clock.monotonic() + longest;
    this.wake();
    const finish = (): void => {
      if (this.term !== term) return;
      this.term = undefined;
      this.isEmptying = false;
      timer.cancel();
      this.wake();
      if (this.mayPointHere) this.warnOfLeftover();
      done();
    };
    const timer = clock.setTimer(finish, longest);
    void this.empty(term).then(finish);
  }

  private async keep(term: LeadershipTerm): Promise<void> {
    const leads = () => this.term === term && !term.endingSignal.aborted && this.elector.isHolding;
    while (leads()) {
      const isDone = await this.attempt(term, true, leads);
      if (leads()) await this.pause(isDone ? lookInterval : this.elector.options.retryInterval);
    }
  }

  private async empty(term: LeadershipTerm): Promise<void> {
    const may = () => this.term === term && this.elector.isHolding;
    await this.creating;
    while (may() && !(await this.attempt(term, false, may)) && may()) await this.pause(hurry);
  }

  private async attempt(term: LeadershipTerm, isHere: boolean, may: () => boolean): Promise<boolean> {
    try {
      if (await this.point(term, isHere, may)) this.log.succeeded();
      return true;
    } catch (error) {
      const failure = error instanceof RequestFailure ? error : malformed(describeError(error));
      if (this.term === term) this.log.failed(failure);
      return false;
    }
  }

  /**
   * @param may whether it may still be written, asked directly before each write
   * @returns whether it is so now
   */
  private async point(term: LeadershipTerm, isHere: boolean, may: () => boolean): Promise<boolean> {
    for (let tries = 1; ; tries++) {
      const slice = await this.read();
      if (!may()) return false;
      if (slice === undefined && !isHere) break;
      const by = slice && foreignManagerOf(slice);
      if (by !== undefined) throw this.foreign(by);
      const wanted = wantedSlice(this.endpoint, this.elector.namespace, term, slice, isHere);
      if (slice && isAsWanted(slice, wanted)) break;
      try {
        await this.write(wanted, slice === undefined);
        break;
      } catch (error) {
        if (!(error instanceof RequestFailure) || error.code !== 'conflict' || tries === mostTries) throw error;
      }
    }
    this.mayPointHere = isHere;
    return true;
  }

  private async read(): Promise<EndpointSlice | undefined> {
    try {
      const slice = (await this.client.request({
        method: 'GET',
        path: `${this.path}/${this.endpoint.service}`,
      })) as EndpointSlice;
      if (addressesOf(slice).includes(this.endpoint.address)) this.mayPointHere = true;
      return slice;
    } catch (error) {
      if (error instanceof RequestFailure && error.code === 'notFound') return undefined;
      throw error;
    }
  }

  private async write(slice: EndpointSlice, isNew: boolean): Promise<void> {
    const before = this.mayPointHere;
    this.mayPointHere = true;
    try {
      const body = JSON.stringify(slice);
      const written = isNew
        ? this.client.request({ method: 'POST', path: this.path, body })
        : this.client.request({ method: 'PUT', path: `${this.path}/${slice.metadata.name}`, body });
      if (isNew) this.creating = written.catch(() => {});
      await written;
    } catch (error) {
      const { details } = error as RequestFailure;
      // Refused by the server, so it did not happen; of all others nobody knows.
      if (details?.status !== undefined && details.status < 500) this.mayPointHere = before;
      throw error;
    }
  }

  private foreign(by: string): RequestFailure {
    const { service } = this.endpoint;
    return new RequestFailure(
      'rejected',
      `it is managed by ${by}. Remove it, or name another Service, one without a selector, in \`endpoint\` (it is "${service}")`,
    );
  }

  private warnOfLeftover(): void {
    const { leaseName, options } = this.elector;
    options.logger.warn(
      `Lease "${leaseName}": the EndpointSlice "${this.endpoint.service}" could not be emptied in time: it points at this ` +
        'process, which no longer leads, until the next leader changes it.',
    );
  }

  private pause(milliseconds: number): Promise<void> {
    return new Promise(resolve => {
      const timer = this.elector.clock.setTimer(resolve, milliseconds);
      this.wake = () => {
        timer.cancel();
        resolve();
      };
    });
  }
}
