import { type Lease, type LeaseReference } from '../record/lease.js';
import {
  type LastWordsTarget,
  type LeaseAnswer,
  type LeaseClient,
  type LeaseRequestOptions,
  type LeaseWatch,
  type LeaseWatchObserver,
  type LeaseWatchOptions,
} from './lease-client.js';
import { LeaseRequestError, type LeaseVerb } from './lease-request.error.js';
import { describeError, safeCause } from './one-line.js';

/** Loads the real client with the first request, so never outside Kubernetes. Calls keep their order while it loads. */
export class LazyLeaseClient implements LeaseClient {
  private client: LeaseClient | undefined;
  private loading: Promise<LeaseClient> | undefined;

  constructor(private readonly load: () => Promise<LeaseClient>) {}

  read(lease: LeaseReference, options: LeaseRequestOptions): Promise<LeaseAnswer> {
    return this.client?.read(lease, options) ?? this.first('get', client => client.read(lease, options));
  }

  create(lease: Lease, options: LeaseRequestOptions): Promise<LeaseAnswer> {
    return this.client?.create(lease, options) ?? this.first('create', client => client.create(lease, options));
  }

  replace(lease: Lease, options: LeaseRequestOptions): Promise<LeaseAnswer> {
    return this.client?.replace(lease, options) ?? this.first('update', client => client.replace(lease, options));
  }

  watch(lease: LeaseReference, options: LeaseWatchOptions, observer: LeaseWatchObserver): LeaseWatch {
    if (this.client !== undefined) return this.client.watch(lease, options, observer);
    let isClosed = false;
    let watch: LeaseWatch | undefined;
    void this.whenLoaded(
      client => {
        if (!isClosed) watch = client.watch(lease, options, observer);
      },
      error => {
        if (!isClosed) observer.onClose(notLoaded('watch', error));
      },
    );
    return {
      close() {
        isClosed = true;
        watch?.close();
      },
    };
  }

  /** Without the client no request was ever sent, so no lease can be ours. */
  releaseAtExit(releases: readonly LastWordsTarget[]): void {
    this.client?.releaseAtExit?.(releases);
  }

  close(): void {
    if (this.client !== undefined) return this.client.close();
    // Closed after the waiting requests have reached the client, which then ends them.
    if (this.loading !== undefined)
      void this.whenLoaded(
        client => client.close(),
        () => {},
      );
  }

  private first<T>(verb: LeaseVerb, request: (client: LeaseClient) => Promise<T>): Promise<T> {
    return this.whenLoaded(request, error => {
      throw notLoaded(verb, error);
    });
  }

  private whenLoaded<T>(use: (client: LeaseClient) => T | Promise<T>, failed: (error: unknown) => T): Promise<T> {
    this.loading ??= this.load().then(
      client => (this.client = client),
      error => {
        this.loading = undefined; // the next request tries again
        throw error;
      },
    );
    return this.loading.then(use, failed);
  }
}

function notLoaded(verb: LeaseVerb, error: unknown): LeaseRequestError {
  const message = `${verb}: the lease client cannot be loaded: ${describeError(error)}`;
  return new LeaseRequestError('connection', message, { verb, cause: safeCause(error) });
}
