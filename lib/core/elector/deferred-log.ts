import { type ElectorLogger } from './logger.js';

/** Lines that are written once all that was decided is done: a handover would wait for a logger's milliseconds. */
export class DeferredLog {
  private readonly lines: string[] = [];

  constructor(private readonly logger: ElectorLogger) {}

  add(line: string): void {
    this.lines.push(line);
  }

  flush(): void {
    if (this.lines.length > 0) for (const line of this.lines.splice(0)) this.logger.log(line);
  }

  /** Node sends what was requested over HTTP/2 at the end of the turn. */
  flushAfterRequests(): void {
    if (this.lines.length > 0) setImmediate(() => this.flush());
  }
}
