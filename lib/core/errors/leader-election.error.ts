/** The base of every error this package makes. `code` is stable: switch on it, not on the message. */
export class LeaderElectionError extends Error {
  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}
