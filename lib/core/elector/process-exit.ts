/** What we need of `process`. */
type ExitHost = Pick<NodeJS.Process, 'prependListener' | 'off'>;

/** Calls back when the process ends, all with one listener: an app may have more electors than Node likes listeners. */
export class ProcessExit {
  private readonly callbacks = new Set<() => void>();

  constructor(private readonly host: ExitHost) {}

  add(callback: () => void): void {
    // First in line: an earlier listener that throws, or exits again, would keep us from being called.
    if (this.callbacks.size === 0) this.host.prependListener('exit', this.onExit);
    this.callbacks.add(callback);
  }

  delete(callback: () => void): void {
    this.callbacks.delete(callback);
    if (this.callbacks.size === 0) this.host.off('exit', this.onExit);
  }

  private readonly onExit = (): void => {
    for (const callback of [...this.callbacks]) callback();
  };
}

/** Of this process. */
export const processExit = new ProcessExit(process);
