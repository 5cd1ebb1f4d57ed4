import { EventEmitter } from 'node:events';

type Arguments<Events> = { [E in keyof Events]: readonly unknown[] };

/**
 * The listeners of something that has events. Only its owner tells them: nobody else can emit, or remove what others added.
 * Each is called by itself, so one that throws keeps no other from being told.
 */
export class Listeners<Events extends Arguments<Events>> {
  /** Undefined while nobody listens, as to most leases of an app that has a thousand. */
  private emitter: EventEmitter | undefined;

  /** @param onThrow hears of a listener that throws */
  constructor(private readonly onThrow: (event: keyof Events, listener: Listener, error: unknown) => void) {}

  on<E extends keyof Events>(event: E, listener: (...args: Events[E] & unknown[]) => void): void {
    this.made().on(event as string, listener as Listener);
  }

  /** The same, but before those that are there already. */
  onFirst<E extends keyof Events>(event: E, listener: (...args: Events[E] & unknown[]) => void): void {
    this.made().prependListener(event as string, listener as Listener);
  }

  once<E extends keyof Events>(event: E, listener: (...args: Events[E] & unknown[]) => void): void {
    this.made().once(event as string, listener as Listener);
  }

  off<E extends keyof Events>(event: E, listener: (...args: Events[E] & unknown[]) => void): void {
    this.emitter?.off(event as string, listener as Listener);
  }

  count(event: keyof Events): number {
    return this.emitter?.listenerCount(event as string) ?? 0;
  }

  tell<E extends keyof Events>(event: E, ...args: Events[E]): void {
    // Those of `once` come in wrappers, which remove themselves when they are called.
    for (const listener of (this.emitter?.rawListeners(event as string) ?? []) as Listener[]) {
      try {
        // An async one fails later: nobody else would hear of it but the process, which would end.
        const result: unknown = listener(...args);
        if (result instanceof Promise) result.catch((error: unknown) => this.hearOf(event, listener, error));
      } catch (error) {
        this.hearOf(event, listener, error);
      }
    }
  }

  private hearOf(event: keyof Events, listener: Listener, error: unknown): void {
    this.onThrow(event, (listener as { listener?: Listener }).listener ?? listener, error);
  }

  /** Without a limit: eleven parts of an app may all want to know who leads. */
  private made(): EventEmitter {
    return (this.emitter ??= new EventEmitter().setMaxListeners(0));
  }
}

export type Listener = (...args: readonly unknown[]) => void;
