import {
  type LeaseAnswer,
  type LeaseClient,
  type LeaseRequestOptions,
  type LeaseWatch,
  type LeaseWatchObserver,
  type LeaseWatchOptions,
} from '../../../lib/core/lease/lease-client.js';
import { type LeaseRequestFailure } from '../../../lib/core/errors/lease-request-failure.js';
import { LeaseRequestError, type LeaseVerb } from '../../../lib/core/lease/lease-request.error.js';
import { type Lease, type LeaseReference } from '../../../lib/core/record/lease.js';

/** A request that waits for the test to answer it. */
export interface OpenRequest {
  readonly verb: LeaseVerb;
  /** What is written. */
  readonly lease: Lease | undefined;
  readonly options: LeaseRequestOptions;
  readonly of: LeaseReference;
  answer(answer: LeaseAnswer): void;
  reject(error: unknown): void;
}

export interface OpenWatch {
  readonly options: LeaseWatchOptions;
  readonly observer: LeaseWatchObserver;
  readonly of: LeaseReference;
  closed: boolean;
}

/** A lease client whose every answer is a test's decision. */
export class ScriptedLeaseClient implements LeaseClient {
  readonly requests: OpenRequest[] = [];
  readonly watches: OpenWatch[] = [];
  closed = 0;
  /** What every call throws, against the contract. */
  thrown: Error | undefined;
  private readonly open: OpenRequest[] = [];

  /** What waits for an answer: 'get', 'create', 'update' or nothing. */
  get pending(): LeaseVerb | undefined {
    return this.open[0]?.verb;
  }

  /** The lease that is being written. */
  get written(): Lease {
    const lease = this.open[0]?.lease;
    if (!lease) throw new Error(`No write waits for an answer, but ${this.pending}.`);
    return lease;
  }

  /** The watch that is open. */
  get watching(): OpenWatch {
    const open = this.watches.find(watch => !watch.closed);
    if (!open) throw new Error('There is no watch.');
    return open;
  }

  answer(lease: Lease, serverTime?: number): void {
    this.next().answer(serverTime === undefined ? { lease } : { lease, serverTime });
  }

  /** The write that waits succeeds. */
  accept(version: number): void {
    const { written } = this;
    const metadata = { ...written.metadata, uid: written.metadata.uid ?? 'uid-1', resourceVersion: String(version) };
    this.answer({ ...written, metadata });
  }

  fails(code: LeaseRequestFailure, retryAfter?: number): void {
    const request = this.next();
    request.reject(failure(code, request.verb, retryAfter));
  }

  /** The same, in words of the server's. */
  isTold(code: LeaseRequestFailure, message: string): void {
    const { verb, reject } = this.next();
    reject(new LeaseRequestError(code, `${verb} lease jobs/billing: ${message}`, { verb }));
  }

  /** The server, or the network, ends the watch. */
  endWatch(code?: LeaseRequestFailure): void {
    const { watching } = this;
    watching.closed = true;
    watching.observer.onClose(code && failure(code, 'watch'));
  }

  breakWith(error: unknown): void {
    this.next().reject(error);
  }

  read(lease: LeaseReference, options: LeaseRequestOptions): Promise<LeaseAnswer> {
    return this.request('get', lease, undefined, options);
  }

  create(lease: Lease, options: LeaseRequestOptions): Promise<LeaseAnswer> {
    return this.request('create', reference(lease), lease, options);
  }

  replace(lease: Lease, options: LeaseRequestOptions): Promise<LeaseAnswer> {
    return this.request('update', reference(lease), lease, options);
  }

  watch(of: LeaseReference, options: LeaseWatchOptions, observer: LeaseWatchObserver): LeaseWatch {
    if (this.thrown) throw this.thrown;
    const watch: OpenWatch = { of, options, observer, closed: false };
    this.watches.push(watch);
    return { close: () => (watch.closed = true) };
  }

  close(): void {
    this.closed++;
  }

  private next(): OpenRequest {
    const request = this.open.shift();
    if (!request) throw new Error('No request waits for an answer.');
    return request;
  }

  private request(
    verb: LeaseVerb,
    of: LeaseReference,
    lease: Lease | undefined,
    options: LeaseRequestOptions,
  ): Promise<LeaseAnswer> {
    if (this.thrown) throw this.thrown;
    return new Promise((answer, reject) => {
      const request = { verb, of, lease, options, answer, reject };
      this.requests.push(request);
      this.open.push(request);
    });
  }
}

export function failure(code: LeaseRequestFailure, verb: LeaseVerb, retryAfter?: number): LeaseRequestError {
  const said = code === 'forbidden' ? rbacRefusal(verb) : code;
  return new LeaseRequestError(code, `${verb} lease jobs/billing: ${said}`, { verb, retryAfter });
}

function rbacRefusal(verb: LeaseVerb): string {
  return (
    '403 Forbidden: leases.coordination.k8s.io "billing" is forbidden: User "system:serviceaccount:jobs:billing" cannot ' +
    `${verb} resource "leases" in API group "coordination.k8s.io" in the namespace "jobs"`
  );
}

function reference({ metadata }: Lease): LeaseReference {
  return { namespace: metadata.namespace ?? '', name: metadata.name };
}
