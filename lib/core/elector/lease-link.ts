import { type Clock } from '../clock/clock.js';
import { type RequestAction } from '../election/action.js';
import { type LeaseAnswer, type LeaseClient, type LeaseWatch } from '../lease/lease-client.js';
import { LeaseRequestError, type LeaseVerb } from '../lease/lease-request.error.js';
import { type Lease, type LeaseReference } from '../record/lease.js';
import { type LinkObserver } from './link-observer.js';
import { type InputReceiver, type WatchingLink, WatchReports } from './watch-reports.js';
import { withoutFieldSets } from './without-field-sets.js';

/** In a row: a race is lost, and what was won is not seen at once. */
const ordinaryConflicts = 3;

const verbs = { read: 'get', create: 'create', replace: 'update' } as const;

/** Carries an election's requests and its watch to the lease client, and what comes of them back as inputs. */
export class LeaseLink implements WatchingLink {
  /** One at a time, as the election has it. */
  private watch: { readonly id: number; readonly handle: LeaseWatch } | undefined;
  private version: string | undefined;
  /** Conflicts in a row since the lease was last seen to change. */
  private conflicts = 0;

  constructor(
    private readonly client: LeaseClient,
    private readonly lease: LeaseReference,
    readonly clock: Clock,
    readonly election: InputReceiver,
    readonly observer: LinkObserver,
  ) {}

  request(action: RequestAction): void {
    const verb = verbs[action.verb];
    const sent = this.clock.monotonic();
    this.observer.sent(action.id);
    this.send(action).then(
      ({ lease, serverTime }) => {
        this.observer.settled(action.id, verb, undefined);
        this.observer.succeeded(verb);
        this.saw(lease);
        if (serverTime !== undefined) this.observer.served({ serverTime, sent, received: this.clock.monotonic() });
        const answer = { ok: true, lease: withoutFieldSets(lease), serverTime } as const;
        this.election.receive({ type: 'answer', id: action.id, answer });
      },
      (error: unknown) => {
        const failure = asRequestError(error, verb);
        this.observer.settled(action.id, verb, failure.code);
        if (this.isNews(failure)) this.observer.failed(failure);
        else this.observer.succeeded(verb);
        const answer = { ok: false, failure: failure.code, retryAfter: failure.retryAfter } as const;
        this.election.receive({ type: 'answer', id: action.id, answer });
      },
    );
  }

  openWatch(id: number, options: { fromVersion?: string; timeoutSeconds: number; openTimeout: number }): void {
    const { fromVersion, timeoutSeconds, openTimeout } = options;
    const observer = new WatchReports(this, id, fromVersion !== undefined);
    try {
      const handle = this.client.watch(
        this.lease,
        { resourceVersion: fromVersion, timeoutSeconds, openTimeout },
        observer,
      );
      this.watch = { id, handle };
    } catch (error) {
      // A client's own mistake; told when this step is done, as of any other watch that cannot be opened.
      queueMicrotask(() => observer.onClose(asRequestError(error, 'watch')));
    }
  }

  closeWatch(id: number): void {
    if (this.watch?.id !== id) return;
    this.watch.handle.close();
    this.watchEnded(id);
  }

  watchEnded(id: number): void {
    if (this.watch?.id === id) this.watch = undefined;
  }

  saw({ metadata }: Lease): void {
    if (metadata.resourceVersion !== this.version) this.conflicts = 0;
    this.version = metadata.resourceVersion;
  }

  /** Lost races and a lease that is not there yet belong to every election; conflicts with nobody do not. */
  private isNews({ code, verb }: LeaseRequestError): boolean {
    if (code === 'notFound') return verb !== 'get';
    if (code !== 'conflict') return true;
    return verb === 'get' || ++this.conflicts > ordinaryConflicts;
  }

  private send(action: RequestAction): Promise<LeaseAnswer> {
    const options = { timeout: action.timeout, freshConnection: action.freshConnection };
    try {
      switch (action.verb) {
        case 'read':
          return this.client.read(this.lease, options);
        case 'create':
          return this.client.create(action.lease, options);
        case 'replace':
          return this.client.replace(action.lease, options);
      }
    } catch (error) {
      return Promise.reject(asRequestError(error, verbs[action.verb])); // a client's own mistake
    }
  }
}

function asRequestError(error: unknown, verb: LeaseVerb): LeaseRequestError {
  if (error instanceof LeaseRequestError) return error;
  return new LeaseRequestError('network', `${verb}: ${String(error)}`, { verb, cause: error });
}
