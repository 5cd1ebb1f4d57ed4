import { type LeaderElectionErrorCode } from './leader-election-error-code.js';

/** The base class of all errors of this package. `code` is stable: check it instead of the message. */
export class LeaderElectionError extends Error {
  constructor(
    /** Stable: check it instead of the message. */
    readonly code: LeaderElectionErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}
