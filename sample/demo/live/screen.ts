import { fit, type Segment } from '../ansi.js';

const enter = '\x1b[?1049h\x1b[?25l'; // the other screen, without a cursor
const leave = '\x1b[?25h\x1b[?1049l';
const home = '\x1b[H';
const clearLine = '\x1b[K';
const clearBelow = '\x1b[J';

/** The terminal, for as long as it is ours. */
export class Screen {
  private readonly restore = () => this.close();
  private isOpen = false;

  /** @param onKey gets each key that is pressed */
  constructor(private readonly onKey: (key: string) => void) {}

  get width(): number {
    return process.stdout.columns || 80;
  }

  get height(): number {
    return process.stdout.rows || 24;
  }

  open(): void {
    this.isOpen = true;
    process.stdout.write(enter);
    process.stdin.setRawMode(true).setEncoding('utf8').on('data', this.onKey).resume();
    process.on('exit', this.restore);
  }

  /** In one write, over what was there, so that nothing flickers. */
  show(lines: readonly (readonly Segment[])[]): void {
    if (!this.isOpen) return;
    const painted = lines.map(line => fit(line, this.width) + clearLine).join('\r\n');
    process.stdout.write(home + painted + clearBelow);
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    process.off('exit', this.restore);
    process.stdin.off('data', this.onKey).setRawMode(false).pause();
    process.stdout.write(leave);
  }
}
