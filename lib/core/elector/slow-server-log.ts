import { type LeaseRequestFailure } from '../errors/lease-request-failure.js';
import { type LeaseVerb } from '../lease/lease-request.error.js';
import { slowServerMessage, serverInTimeMessage } from './messages.js';
import { type ResolvedElectorOptions } from './options/elector-options.js';

/**
 * An API server that takes longer for a write than half of `renewDeadline` costs terms, because a renewal is sent when the
 * one before was answered. That is said when it begins and when it ends.
 */
export class SlowServerLog {
  private isSlow = false;

  constructor(private readonly options: ResolvedElectorOptions) {}

  /** @param took milliseconds, those in which this process stood still taken off */
  settled(verb: LeaseVerb, took: number, failure: LeaseRequestFailure | undefined): void {
    if (verb !== 'create' && verb !== 'update') return;
    const { renewDeadline, logger } = this.options;
    const isLate = took > renewDeadline / 2;
    const isAnswer = failure === undefined || failure === 'conflict';
    if (isLate && !this.isSlow && (isAnswer || failure === 'timeout')) {
      this.isSlow = true;
      logger.warn(slowServerMessage(this.options, took));
    } else if (!isLate && this.isSlow && isAnswer) {
      this.isSlow = false;
      logger.log(serverInTimeMessage(this.options, took));
    }
  }

  forget(): void {
    this.isSlow = false;
  }
}
