/** What a logger was told, a line each: `warn get lease …`. */
export class RecordingLogger {
  readonly lines: string[] = [];
  /** What came with the errors. */
  readonly errors: unknown[] = [];
  readonly log = (message: string) => void this.lines.push(`log ${message}`);
  readonly warn = (message: string) => void this.lines.push(`warn ${message}`);
  readonly error = (message: string, ...more: unknown[]) => {
    this.lines.push(`error ${message}`);
    this.errors.push(...more);
  };
  readonly debug = (message: string) => void this.lines.push(`debug ${message}`);

  of(level: string): string[] {
    return this.lines.filter(line => line.startsWith(level));
  }
}
