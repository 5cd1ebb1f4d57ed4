import { type Clock } from '../clock/clock.js';
import { type RequestAction } from '../election/action.js';
import { type Failure, type Input } from '../election/input.js';
import { type LeaseAnswer, type LeaseClient, type LeaseWatch } from '../lease/lease-client.js';
import { LeaseRequestError, type LeaseVerb } from '../lease/lease-request.error.js';
import { type LeaseReference } from '../record/lease.js';
import { type ServerTimeSample } from './server-clock.js';

/** What a link reports besides the election's inputs. */
export interface LinkObserver {
  input(input: Input): void;
  failed(error: LeaseRequestError): void;
  succeeded(verb: LeaseVerb): void;
  /** An answer told the API server's time. */
  served(sample: ServerTimeSample): void;
}

const verbs = { read: 'get', create: 'create', replace: 'update' } as const;

/** Carries an election's requests and its watch to the lease client, and what comes of them back as inputs. */
export class LeaseLink {
  private readonly watches = new Map<number, LeaseWatch>();

  constructor(
    private readonly client: LeaseClient,
    private readonly lease: LeaseReference,
    private readonly clock: Clock,
    private readonly observer: LinkObserver,
  ) {}

  request(action: RequestAction): void {
    const verb = verbs[action.verb];
    const sent = this.clock.monotonic();
    this.send(action).then(
      ({ lease, serverTime }) => {
        this.observer.succeeded(verb);
        if (serverTime !== undefined) this.observer.served({ serverTime, sent, received: this.clock.monotonic() });
        this.observer.input({ type: 'answer', id: action.id, answer: { ok: true, lease, serverTime } });
      },
      (error: unknown) => {
        const failure = asRequestError(error, verb);
        if (isNews(failure)) this.observer.failed(failure);
        else this.observer.succeeded(verb);
        const answer = { ok: false, failure: failure.code satisfies Failure, retryAfter: failure.retryAfter } as const;
        this.observer.input({ type: 'answer', id: action.id, answer });
      },
    );
  }

  openWatch(id: number, options: { fromVersion?: string; timeoutSeconds: number; openTimeout: number }): void {
    const { fromVersion, timeoutSeconds, openTimeout } = options;
    const resourceVersion = fromVersion === undefined ? {} : { resourceVersion: fromVersion };
    const watch = this.client.watch(
      this.lease,
      { ...resourceVersion, timeoutSeconds, openTimeout },
      {
        onOpen: () => {
          this.observer.succeeded('watch');
          this.observer.input({ type: 'watchOpened', id });
        },
        onEvent: event => {
          if (event.type === 'BOOKMARK') {
            const { resourceVersion } = event;
            this.observer.input({ type: 'watchEvent', id, event: { type: 'bookmark', resourceVersion } });
          } else {
            const type = event.type === 'DELETED' ? 'deleted' : 'seen';
            this.observer.input({ type: 'watchEvent', id, event: { type, lease: event.lease } });
          }
        },
        onClose: error => {
          this.watches.delete(id);
          // That a version is too old for a watch is a matter of course where a lease rests.
          if (error && error.code !== 'gone') this.observer.failed(error);
          this.observer.input({ type: 'watchClosed', id, ...(error ? { failure: error.code } : {}) });
        },
      },
    );
    this.watches.set(id, watch);
  }

  closeWatch(id: number): void {
    this.watches.get(id)?.close();
    this.watches.delete(id);
  }

  private send(action: RequestAction): Promise<LeaseAnswer> {
    const options = { timeout: action.timeout, freshConnection: action.freshConnection };
    switch (action.verb) {
      case 'read':
        return this.client.read(this.lease, options);
      case 'create':
        return this.client.create(action.lease, options);
      case 'replace':
        return this.client.replace(action.lease, options);
    }
  }
}

/** Lost races and a lease that is not there yet belong to every election. */
function isNews(error: LeaseRequestError): boolean {
  return error.code !== 'conflict' && !(error.code === 'notFound' && error.verb === 'get');
}

function asRequestError(error: unknown, verb: LeaseVerb): LeaseRequestError {
  if (error instanceof LeaseRequestError) return error;
  return new LeaseRequestError('network', `${verb}: ${String(error)}`, { verb, cause: error });
}
