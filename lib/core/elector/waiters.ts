/** Promises that wait for something to become true. */
export class Waiters<T> {
  /** Undefined while nobody waits, which is most of the time: an empty Set takes 200 bytes. */
  private waiting: Set<Waiter<T>> | undefined;

  /** @param signal gives up waiting: rejects with its reason */
  wait(signal?: AbortSignal): Promise<T> {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    return new Promise<T>((resolve, reject) => {
      const onAbort = () => waiter.reject(signal?.reason);
      const done = () => {
        this.waiting?.delete(waiter);
        if (this.waiting?.size === 0) this.waiting = undefined;
        signal?.removeEventListener('abort', onAbort);
      };
      const waiter = {
        resolve: (value: T) => (done(), resolve(value)),
        // A signal's reason is the caller's, whatever it is.
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
        reject: (reason: unknown) => (done(), reject(reason)),
      };
      (this.waiting ??= new Set()).add(waiter);
      signal?.addEventListener('abort', onAbort);
    });
  }

  resolveAll(value: T): void {
    for (const waiter of [...(this.waiting ?? [])]) waiter.resolve(value);
  }

  rejectAll(reason: unknown): void {
    for (const waiter of [...(this.waiting ?? [])]) waiter.reject(reason);
  }
}

interface Waiter<T> {
  resolve(value: T): void;
  reject(reason: unknown): void;
}
