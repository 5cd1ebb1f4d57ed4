import { type Clock, systemClock } from '../../clock/clock.js';

/**
 * A value that is expensive to load and gets out of date. Callers that ask while it loads share the load. If loading it
 * again fails, the old value stays in use.
 */
export class Cached<T> {
  private value: { readonly content: T; readonly since: number } | undefined;
  private loading: Promise<T> | undefined;

  /** @param maximumAge milliseconds on the monotonic clock; `Infinity`: until `forget()` */
  constructor(
    private readonly load: () => Promise<T>,
    private readonly maximumAge: number,
    private readonly clock: Clock = systemClock,
  ) {}

  /** What `get` would resolve with, if it need not load anything. */
  get known(): T | undefined {
    const value = this.value;
    return value && this.clock.monotonic() - value.since < this.maximumAge ? value.content : undefined;
  }

  async get(): Promise<T> {
    const old = this.value;
    if (old && this.clock.monotonic() - old.since < this.maximumAge) return old.content;
    const loading = (this.loading ??= this.start());
    if (!old) return loading;
    return loading.catch(() => old.content);
  }

  /** Makes the next `get` load again, even if a load is in progress (it may hang). */
  forget(): void {
    this.value = undefined;
    this.loading = undefined;
  }

  private start(): Promise<T> {
    const loading: Promise<T> = this.load().then(
      content => {
        if (this.loading === loading) {
          this.value = { content, since: this.clock.monotonic() };
          this.loading = undefined;
        }
        return content;
      },
      (error: unknown) => {
        if (this.loading === loading) this.loading = undefined;
        throw error;
      },
    );
    return loading;
  }
}
