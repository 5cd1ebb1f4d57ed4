import { type Clock, systemClock } from '../../clock/clock.js';

/** Milliseconds that a caller waits for a renewal before it goes on with the old value. */
const patience = 250;

/** Milliseconds after which a load is taken to hang: the next caller starts another one beside it. */
const longestLoad = 60_000;

interface Value<T> {
  readonly content: T;
  readonly since: number;
  /** When the load that brought it began. */
  readonly begun: number;
}

interface Load<T> {
  readonly content: Promise<T>;
  readonly begun: number;
  /** Resolves when it has ended, or has taken longer than callers with an old value wait. */
  readonly patience: Promise<void>;
}

/**
 * A value that is expensive to load and gets out of date. Callers that ask while it loads share the load. While it is
 * loaded again, and if that fails, the old value stays in use: a plugin that takes seconds must not hold up a renewal.
 */
export class Cached<T> {
  private value: Value<T> | undefined;
  private loading: Load<T> | undefined;
  private expired = false;

  /** @param maximumAge milliseconds on the monotonic clock; `Infinity`: until `expire()` or `forget()` */
  constructor(
    private readonly load: () => Promise<T>,
    private readonly maximumAge: number,
    private readonly clock: Clock = systemClock,
  ) {}

  /** What `get` would resolve with, if it need not load anything. */
  get known(): T | undefined {
    const { value } = this;
    const isFresh = value && !this.expired && this.clock.monotonic() - value.since < this.maximumAge;
    return isFresh ? value.content : undefined;
  }

  async get(): Promise<T> {
    const { known, value: old } = this;
    if (known !== undefined) return known;
    const { content, patience } = this.renew();
    if (!old) return content;
    return Promise.race([content.catch(() => old.content), patience.then(() => old.content)]);
  }

  /** The value may be out of date: the next `get` loads it again. */
  expire(): void {
    this.expired = true;
  }

  /** The value does not work: nobody gets it any more. A load in progress goes on, since it may bring a better one. */
  forget(): void {
    this.value = undefined;
  }

  private renew(): Load<T> {
    const { loading } = this;
    if (loading && this.clock.monotonic() - loading.begun < longestLoad) return loading;
    return (this.loading = this.start());
  }

  private start(): Load<T> {
    const begun = this.clock.monotonic();
    const ended = () => {
      timer.cancel();
      if (this.loading?.content === content) this.loading = undefined;
    };
    let giveUp = () => {};
    const outOfPatience = new Promise<void>(resolve => (giveUp = resolve));
    const timer = this.clock.setTimer(giveUp, patience);
    const content = this.load().then(
      loaded => {
        ended();
        this.keep({ content: loaded, since: this.clock.monotonic(), begun });
        return loaded;
      },
      (error: unknown) => {
        ended();
        throw error;
      },
    );
    return { content, begun, patience: outOfPatience };
  }

  private keep(value: Value<T>): void {
    if (this.value && this.value.begun > value.begun) return;
    this.value = value;
    this.expired = false;
  }
}
