import { DirectConnection } from '../../../lib/core/lease/connection/direct.connection.js';
import { type ConnectionSettings, type LeaseConnection } from '../../../lib/core/lease/connection/lease-connection.js';
import { HttpLeaseClient } from '../../../lib/core/lease/http-lease-client.js';
import { type LeaseWatchEvent, type LeaseWatchObserver } from '../../../lib/core/lease/lease-client.js';
import { LeaseRequestError } from '../../../lib/core/lease/lease-request.error.js';
import { type Lease } from '../../../lib/core/record/lease.js';

export const billing = { namespace: 'default', name: 'billing' };

/** Milliseconds that no test waits. */
export const ample = { timeout: 20_000 };

export function lease(version = '7', more: Partial<Lease> = {}): Lease {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { ...billing, uid: 'a-uid', resourceVersion: version },
    spec: { holderIdentity: 'pod-1', leaseDurationSeconds: 20 },
    ...more,
  };
}

export function clientOf(url: string, token?: string | (() => Promise<string>), ca?: string): HttpLeaseClient {
  return new HttpLeaseClient(new DirectConnection({ server: url, token, ca }));
}

/** A connection that notes what it is told. */
export class SpyConnection implements LeaseConnection {
  readonly description = 'a spy';
  readonly refreshed: string[] = [];

  constructor(private readonly open: () => Promise<ConnectionSettings>) {}

  settings() {
    return this.open();
  }

  refresh(reason: string) {
    this.refreshed.push(reason);
  }
}

export function plainSettings(url: string): ConnectionSettings {
  return { url: new URL(url), headers: {}, tls: { rejectUnauthorized: true } };
}

/** The error that a request is to fail with. */
export async function failureOf(request: Promise<unknown>): Promise<LeaseRequestError> {
  const outcome = await request.then(
    () => 'it succeeded',
    (error: unknown) => error,
  );
  if (outcome instanceof LeaseRequestError) return outcome;
  throw new Error(`Expected a LeaseRequestError, got: ${String(outcome)}`);
}

/** Notes what a watch tells, and lets a test wait for it. */
export class WatchLog implements LeaseWatchObserver {
  readonly told: ('open' | LeaseWatchEvent | { closed: LeaseRequestError | undefined })[] = [];
  #changed = () => {};

  constructor(private readonly also: Partial<LeaseWatchObserver> = {}) {}

  onOpen() {
    this.#tell('open');
    this.also.onOpen?.();
  }

  onEvent(event: LeaseWatchEvent) {
    this.#tell(event);
    this.also.onEvent?.(event);
  }

  onClose(error?: LeaseRequestError) {
    this.#tell({ closed: error });
    this.also.onClose?.(error);
  }

  async until(count: number): Promise<this['told']> {
    while (this.told.length < count) await new Promise<void>(resolve => (this.#changed = resolve));
    return this.told;
  }

  /** How it ended, once it has. */
  async end(): Promise<LeaseRequestError | undefined> {
    for (;;) {
      const last = this.told.at(-1);
      if (last && typeof last === 'object' && 'closed' in last) return last.closed;
      await new Promise<void>(resolve => (this.#changed = resolve));
    }
  }

  #tell(what: this['told'][number]) {
    this.told.push(what);
    this.#changed();
  }
}

/** Long enough for what should not happen to happen on the loopback interface. */
export const moment = () => new Promise<void>(resolve => setTimeout(resolve, 50));

/** One after the other. */
export async function times<T>(count: number, act: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  while (results.length < count) results.push(await act());
  return results;
}
