import { Observable, type Observer, type Operator, type Subscriber, type Subscription } from 'rxjs';

type Next<T> = ((value: T) => void) | null | undefined;

/**
 * An Observable whose subscribers may throw, even behind operators. rxjs would throw their error again from a timer, which
 * ends the process. Here `onError` gets it, and any error notification that a subscriber does not handle.
 */
export class HarmlessObservable<T> extends Observable<T> {
  constructor(
    subscribe: ((subscriber: Subscriber<T>) => (() => void) | void) | undefined,
    private readonly onError: (error: unknown) => void,
  ) {
    super(subscribe);
  }

  /** Operators make their result with this, so that it is harmless, too. */
  override lift<R>(operator?: Operator<T, R>): Observable<R> {
    const lifted = new HarmlessObservable<R>(undefined, this.onError);
    lifted.source = this;
    lifted.operator = operator as Operator<unknown, R>;
    return lifted;
  }

  override subscribe(
    observerOrNext?: Partial<Observer<T>> | Next<T>,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    if (isSubscriber(observerOrNext)) return super.subscribe(observerOrNext);
    const observer: Partial<Observer<T>> =
      typeof observerOrNext === 'object' && observerOrNext !== null
        ? observerOrNext
        : { next: observerOrNext ?? undefined, error: error ?? undefined, complete: complete ?? undefined };
    return super.subscribe({
      next: value => this.attempt(() => observer.next?.(value)),
      error: (reason: unknown) => {
        if (observer.error) this.attempt(() => observer.error!(reason));
        else this.onError(reason);
      },
      complete: () => this.attempt(() => observer.complete?.()),
    });
  }

  /** Also catches what an async function throws later. */
  private attempt(call: () => unknown): void {
    try {
      const result = call();
      if (result instanceof Promise) result.catch(this.onError);
    } catch (error) {
      this.onError(error);
    }
  }
}

/** What operators subscribe with, also those of another copy of rxjs: it belongs to a chain, whose end is what may throw. */
function isSubscriber<T>(observer: unknown): observer is Subscriber<T> {
  const { add, remove, unsubscribe } = (observer ?? {}) as Partial<Record<string, unknown>>;
  return [add, remove, unsubscribe].every(method => typeof method === 'function');
}
