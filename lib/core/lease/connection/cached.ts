import { type Clock, systemClock } from '../../clock/clock.js';

/**
 * A value that is expensive to load and grows old. Whoever asks while it loads shares the load; where loading again
 * fails, the old value goes on being used.
 */
export class Cached<T> {
  #value: { readonly content: T; readonly since: number } | undefined;
  #loading: Promise<T> | undefined;

  /** @param maximumAge milliseconds, by a clock that never jumps; `Infinity`: until `forget()` */
  constructor(
    private readonly load: () => Promise<T>,
    private readonly maximumAge: number,
    private readonly clock: Clock = systemClock,
  ) {}

  /** What `get` would resolve with, where that needs no loading. */
  get known(): T | undefined {
    const value = this.#value;
    return value && this.clock.monotonic() - value.since < this.maximumAge ? value.content : undefined;
  }

  async get(): Promise<T> {
    const old = this.#value;
    if (old && this.clock.monotonic() - old.since < this.maximumAge) return old.content;
    const loading = (this.#loading ??= this.#start());
    if (!old) return loading;
    return loading.catch(() => old.content);
  }

  /** The next `get` loads anew, also where a load hangs. */
  forget(): void {
    this.#value = undefined;
    this.#loading = undefined;
  }

  #start(): Promise<T> {
    const loading: Promise<T> = this.load().then(
      content => {
        if (this.#loading === loading) {
          this.#value = { content, since: this.clock.monotonic() };
          this.#loading = undefined;
        }
        return content;
      },
      (error: unknown) => {
        if (this.#loading === loading) this.#loading = undefined;
        throw error;
      },
    );
    return loading;
  }
}
