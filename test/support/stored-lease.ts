import {
  type LeaseAnswer,
  type LeaseClient,
  type LeaseWatchEvent,
  type LeaseWatchObserver,
} from '../../lib/core/lease/lease-client.js';
import { type LeaseRequestFailure } from '../../lib/core/errors/lease-request-failure.js';
import { LeaseRequestError, type LeaseVerb } from '../../lib/core/lease/lease-request.error.js';
import { type Lease } from '../../lib/core/record/lease.js';

/** Requests, after which there are no more answers: a client that asks without a pause would go on for ever. */
const mostRequests = 10_000;

/** One lease, compare-and-swap, without a network: answers as soon as promises settle. */
export class StoredLease implements LeaseClient {
  /** The requests so far. */
  readonly requests: LeaseVerb[] = [];
  /** What goes wrong, asked at each request; nothing is carried out then. */
  fails: (verb: LeaseVerb) => LeaseRequestFailure | undefined = () => undefined;
  /** A watch that opens ends with it, before its first event. */
  breaksWatches: LeaseRequestFailure | undefined;
  lease: Lease | undefined;
  private version = 100;
  private readonly watches = new Set<LeaseWatchObserver>();

  get openWatches(): number {
    return this.watches.size;
  }

  count(verb: LeaseVerb): number {
    return this.requests.filter(other => other === verb).length;
  }

  /** Somebody writes it. */
  put(spec: unknown): void {
    const type = this.lease === undefined ? 'ADDED' : 'MODIFIED';
    const uid = this.lease?.metadata.uid ?? `uid-${this.version}`;
    const metadata = { name: 'billing', namespace: 'default', uid, resourceVersion: String(++this.version) };
    this.lease = { kind: 'Lease', metadata, spec: spec as Lease['spec'] };
    this.tell({ type, lease: this.lease });
  }

  async read(): Promise<LeaseAnswer> {
    await this.note('get');
    if (this.lease === undefined) throw failure('notFound', 'get');
    return { lease: this.lease };
  }

  async create(lease: Lease): Promise<LeaseAnswer> {
    await this.note('create');
    if (this.lease !== undefined) throw failure('conflict', 'create');
    this.put(lease.spec);
    return { lease: this.lease! };
  }

  async replace({ metadata, spec }: Lease): Promise<LeaseAnswer> {
    await this.note('update');
    const stored = this.lease?.metadata;
    if (stored?.uid !== metadata.uid || stored?.resourceVersion !== metadata.resourceVersion) {
      throw failure('conflict', 'update');
    }
    this.put(spec);
    return { lease: this.lease! };
  }

  watch(_lease: unknown, options: { resourceVersion?: string }, observer: LeaseWatchObserver): { close(): void } {
    let open = true;
    const close = () => {
      open = false;
      this.watches.delete(observer);
    };
    const opened = () => {
      if (!open) return;
      observer.onOpen();
      if (this.breaksWatches !== undefined) return observer.onClose(failure(this.breaksWatches, 'watch'));
      this.watches.add(observer);
      const isNews = options.resourceVersion === undefined || Number(options.resourceVersion) < this.version;
      if (this.lease && isNews) observer.onEvent({ type: 'MODIFIED', lease: this.lease });
    };
    this.note('watch').then(opened, (error: LeaseRequestError) => open && observer.onClose(error));
    return { close };
  }

  close(): void {}

  private async note(verb: LeaseVerb): Promise<void> {
    if (this.requests.push(verb) > mostRequests) await new Promise(() => {});
    const code = this.fails(verb);
    if (code !== undefined) throw failure(code, verb);
  }

  private tell(event: LeaseWatchEvent): void {
    for (const observer of [...this.watches]) observer.onEvent(event);
  }
}

function failure(code: LeaseRequestFailure, verb: LeaseVerb): LeaseRequestError {
  return new LeaseRequestError(code, `${verb} lease default/billing: ${code}`, { verb });
}
