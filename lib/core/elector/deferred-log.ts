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
}
