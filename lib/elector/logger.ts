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
