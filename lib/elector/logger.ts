/** What an elector logs to; a Nest `LoggerService` is one, and so is `console` (whose `log` is its `info`). */
export interface ElectorLogger {
  log(message: string): void;
  warn(message: string): void;
  error(message: string, ...more: unknown[]): void;
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
export function neverThrowing(logger: ElectorLogger): ElectorLogger {
  const attempt = (write: () => void) => {
    try {
      write();
    } catch {
      // There is nowhere to say it.
    }
  };
  return {
    log: message => attempt(() => logger.log(message)),
    warn: message => attempt(() => logger.warn(message)),
    error: (message, ...more) => attempt(() => logger.error(message, ...more)),
    debug: message => attempt(() => logger.debug?.(message)),
  };
}
