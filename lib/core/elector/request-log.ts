import { type Clock } from '../clock/clock.js';
import { type LeaseRequestFailure } from '../errors/lease-request-failure.js';
import { type LeaseRequestError, type LeaseVerb } from '../lease/lease-request.error.js';
import { type ElectorPort } from './elector-port.js';
import { FailureLog } from './failure-log.js';
import { type LinkObserver } from './link-observer.js';
import { ServerClock, type ServerTimeSample } from './server-clock.js';
import { SlowServerLog } from './slow-server-log.js';
import { TermTrouble } from './term-trouble.js';
import { type Vitals } from './vitals.js';

/** What an election's requests tell besides their answers: whether the API server is well, and what its clock says. */
export class RequestLog implements LinkObserver {
  readonly failures: FailureLog;
  readonly trouble: TermTrouble;
  readonly serverClock = new ServerClock();
  private readonly slowServer: SlowServerLog;
  private isOpen = false;

  constructor(
    private readonly elector: Pick<ElectorPort, 'options' | 'report'>,
    private readonly vitals: Pick<Vitals, 'heard'>,
    clock: Clock,
  ) {
    const { options } = elector;
    this.failures = new FailureLog(options);
    this.trouble = new TermTrouble(clock);
    this.slowServer = new SlowServerLog(options);
  }

  open(): void {
    this.isOpen = true;
  }

  /** Everything has stopped. What is still under way ends by our own doing, so nothing is said of it. */
  close(): void {
    this.isOpen = false;
    this.failures.forget();
    this.slowServer.forget();
  }

  sent(id: number): void {
    this.trouble.sent(id);
  }

  settled(id: number, verb: LeaseVerb, failure: LeaseRequestFailure | undefined): void {
    const took = this.trouble.settled(id, verb, failure);
    if (this.isOpen) this.slowServer.settled(verb, took - this.trouble.standstill, failure);
  }

  succeeded(verb: LeaseVerb): void {
    this.vitals.heard();
    if (this.failures.succeeded(verb)) this.elector.report('recovered', verb);
  }

  failed(error: LeaseRequestError): void {
    if (!this.isOpen) return;
    if (error.status !== undefined) this.vitals.heard();
    this.failures.failed(error);
    this.elector.report('requestFailed', error);
  }

  served(sample: ServerTimeSample): void {
    this.serverClock.observe(sample);
  }
}
