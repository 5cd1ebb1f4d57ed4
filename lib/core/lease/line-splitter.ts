/** Cuts a stream of bytes into lines. Lines stay bytes until they are complete, so that no character is cut in two. */
export class LineSplitter {
  /** True once a line was longer than `longest` bytes. No further lines come out. */
  overflowed = false;
  private parts: Buffer[] = [];
  private length = 0;

  constructor(private readonly longest: number) {}

  /** The lines that this chunk completes, without their newlines. Empty lines are left out. */
  push(chunk: Buffer): Buffer[] {
    const lines: Buffer[] = [];
    let start = 0;
    while (!this.overflowed) {
      const end = chunk.indexOf(newline, start);
      this.add(chunk.subarray(start, end === -1 ? undefined : end));
      if (end === -1 || this.overflowed) break;
      if (this.length > 0) lines.push(Buffer.concat(this.parts, this.length));
      this.clear();
      start = end + 1;
    }
    return lines;
  }

  /** Bytes of the last line, which has not ended yet. */
  get rest(): number {
    return this.length;
  }

  private add(part: Buffer): void {
    if (part.length === 0) return; // an empty part would keep the whole chunk in memory
    this.parts.push(part);
    this.length += part.length;
    if (this.length <= this.longest) return;
    this.overflowed = true;
    this.clear();
  }

  private clear(): void {
    this.parts = [];
    this.length = 0;
  }
}

const newline = 0x0a;
