/** What a logger was told, a line each: `warn get lease …`. */
export class RecordingLogger {
  readonly lines: string[] = [];
  readonly log = (message: string) => void this.lines.push(`log ${message}`);
  readonly warn = (message: string) => void this.lines.push(`warn ${message}`);
  readonly error = (message: string) => void this.lines.push(`error ${message}`);
  readonly debug = (message: string) => void this.lines.push(`debug ${message}`);

  of(level: string): string[] {
    return this.lines.filter(line => line.startsWith(level));
  }
}
