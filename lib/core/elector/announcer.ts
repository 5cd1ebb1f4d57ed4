import { type HandOverReason } from '../election/action.js';
import { isGraceful, type LeadershipLostCode } from '../errors/leadership-lost-code.js';
import { type LeadershipLostError } from '../errors/leadership-lost.error.js';
import { roundedDuration } from '../clock/rounded-duration.js';
import { oneLine } from '../lease/one-line.js';
import { handOverAnnotation } from '../record/hand-over.js';
import { DeferredLog } from './deferred-log.js';
import { type ElectorPort } from './elector-port.js';
import { type LeadershipTerm } from './leadership-term.js';
import {
  identityInUseMessage,
  nobodyEligibleMessage,
  notReleasedMessage,
  waitingOutMessage,
  watchSilentMessage,
  workLeftMessage,
} from './messages.js';

/** Says what an election has decided: a line in the log, and an event. */
export class Announcer {
  private readonly log: DeferredLog;
  /** As the lease was last seen, and who it last named. */
  private holder: string | undefined;
  private lastNamed: string | undefined;
  /** The kernel says that the holder's process has ended. */
  private hasEnded = false;

  constructor(private readonly elector: Pick<ElectorPort, 'options' | 'report'>) {
    this.log = new DeferredLog(elector.options.logger);
  }

  /** Writes the lines that can wait until all that was decided is done. */
  flush(): void {
    this.log.flush();
  }

  /** The same, if that includes a request, which goes first. */
  flushAfterRequests(): void {
    this.log.flushAfterRequests();
  }

  began(term: LeadershipTerm): void {
    const { leaseName, identity, fencingToken } = term;
    this.log.add(
      `Lease "${leaseName}": this process ("${identity}") leads, fencing token ${fencingToken}: ${this.why()}.`,
    );
    this.elector.report('acquired', term);
  }

  /** @param names of the work that is waited for */
  ending(code: LeadershipLostCode, names: readonly string[], handOver?: HandOverReason): void {
    const { leaseName, drainTimeout } = this.elector.options;
    const waiting = names.length > 0 ? `, waiting up to ${roundedDuration(drainTimeout)} for ${names.join(', ')}` : '';
    this.log.add(`Lease "${leaseName}": giving up leadership (${code}${handedOver(handOver)})${waiting}.`);
  }

  notReleased(runsOutAt: number): void {
    const { options } = this.elector;
    options.logger.warn(notReleasedMessage(options, runsOutAt));
  }

  ended(term: LeadershipTerm, reason: LeadershipLostError): void {
    if (isGraceful(reason.code)) this.log.add(reason.message);
    else this.elector.options.logger.warn(reason.message);
    this.elector.report('lost', term, reason);
  }

  holderChanged(holder: string | undefined, previous: string | undefined): void {
    const { leaseName, identity } = this.elector.options;
    // Our own name was checked when the options were read.
    const printable = holder === undefined || holder === identity ? holder : oneLine(holder);
    this.log.add(`Lease "${leaseName}": ${printable ? `"${printable}" leads` : 'nobody leads'}.`);
    this.holder = printable;
    this.hasEnded = false;
    this.lastNamed = printable ?? this.lastNamed;
    this.elector.report('leaderChanged', holder, previous);
  }

  /** @param hasEnded whether the kernel knows that the holder's process is no more */
  holderProbed(hasEnded: boolean): void {
    const { leaseName, logger } = this.elector.options;
    this.hasEnded = hasEnded;
    // This elector goes on to wait even if that process ends a moment later.
    if (!hasEnded)
      logger.debug?.(`Lease "${leaseName}": the kernel does not say that the process of the holder has ended.`);
  }

  /** Why a term begins, as far as the lease tells. */
  private why(): string {
    const { connection, identity } = this.elector.options;
    const { holder, lastNamed } = this;
    if (connection === 'none') return 'it asks no API server';
    if (lastNamed === undefined) return 'nobody held the lease';
    if (lastNamed === identity) return 'nobody else has taken the lease since';
    if (holder !== undefined && this.hasEnded) return `the process of "${holder}" has ended`;
    return holder === undefined ? `"${lastNamed}" holds the lease no longer` : `"${holder}" did not renew the lease`;
  }

  workLeft(names: readonly string[]): void {
    const { options } = this.elector;
    options.logger.warn(workLeftMessage(options, names));
    this.elector.report('workLeft', names);
  }

  nobodyEligible(): void {
    const { options } = this.elector;
    options.logger.warn(nobodyEligibleMessage(options));
  }

  /** @param until by the wall clock, in milliseconds */
  waitingOut(until: number): void {
    const { options } = this.elector;
    options.logger.warn(waitingOutMessage(options, this.holder ?? 'nobody', until));
  }

  watchSilent(): void {
    const { options } = this.elector;
    options.logger.warn(watchSilentMessage(options));
  }

  watchTells(): void {
    this.log.add(`Lease "${this.elector.options.leaseName}": its watch tells of every change again.`);
  }

  identityInUse(): void {
    const { options } = this.elector;
    options.logger.error(identityInUseMessage(options));
  }
}

function handedOver(handOver: HandOverReason | undefined): string {
  if (handOver === undefined) return '';
  const asked = handOver.requested ? `, as the annotation ${handOverAnnotation} asks` : '';
  return `${asked}${handOver.to === undefined ? '' : `, to "${oneLine(handOver.to)}"`}`;
}
