/** What an elector logs to; a Nest `LoggerService` is one, and so is `console` (whose `log` is its `info`). */
export interface ElectorLogger {
  /** Something happened, and all is well. */
  log(message: string): void;
  /** Somebody should look at this. */
  warn(message: string): void;
  /** Something has failed; a stack or an error may follow the message. */
  error(message: string, ...more: unknown[]): void;
  /** Details for developers: skipped calls, and the table of gated methods. */
  debug?(message: string): void;
}

/** `logger: false`. */
export const silentLogger: ElectorLogger = {
  log: () => {},
  warn: () => {},
  error: () => {},
  debug: () => {},
};

/** The same, but what it throws is lost: a line that cannot be written must not change the course of an election. */
export class NeverThrowingLogger implements ElectorLogger {
  constructor(private readonly logger: ElectorLogger) {}

  log(message: string): void {
    attempt(() => this.logger.log(message));
  }

  warn(message: string): void {
    attempt(() => this.logger.warn(message));
  }

  error(message: string, ...more: unknown[]): void {
    attempt(() => this.logger.error(message, ...more));
  }

  debug(message: string): void {
    attempt(() => this.logger.debug?.(message));
  }
}

function attempt(write: () => void): void {
  try {
    write();
  } catch {
    // There is nowhere to say it.
  }
}
