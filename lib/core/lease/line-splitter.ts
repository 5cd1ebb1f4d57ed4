/**
 * Cuts a stream of bytes into lines. Lines stay bytes until they are whole, so that a character that two chunks share
 * is never torn.
 */
export class LineSplitter {
  /** A line was longer than `longest` bytes; nothing more comes out. */
  overflowed = false;
  #parts: Buffer[] = [];
  #length = 0;

  constructor(private readonly longest: number) {}

  /** The lines, without their ends and without empty ones, that this chunk completes. */
  push(chunk: Buffer): Buffer[] {
    const lines: Buffer[] = [];
    let start = 0;
    while (!this.overflowed) {
      const end = chunk.indexOf(newline, start);
      this.#add(chunk.subarray(start, end === -1 ? undefined : end));
      if (end === -1 || this.overflowed) break;
      if (this.#length > 0) lines.push(Buffer.concat(this.#parts, this.#length));
      this.#clear();
      start = end + 1;
    }
    return lines;
  }

  /** Bytes of a line that has not ended. */
  get rest(): number {
    return this.#length;
  }

  #add(part: Buffer): void {
    if (part.length === 0) return; // it would keep the whole chunk
    this.#parts.push(part);
    this.#length += part.length;
    if (this.#length <= this.longest) return;
    this.overflowed = true;
    this.#clear();
  }

  #clear(): void {
    this.#parts = [];
    this.#length = 0;
  }
}

const newline = 0x0a;
