import { type Clock } from '../clock/clock.js';
import { type Input } from '../election/input.js';
import { type LeaseWatchEvent, type LeaseWatchObserver } from '../lease/lease-client.js';
import { type LeaseRequestError } from '../lease/lease-request.error.js';
import { type Lease } from '../record/lease.js';
import { type LinkObserver } from './link-observer.js';
import { withoutFieldSets } from './without-field-sets.js';

/** Milliseconds. Load balancers cut what is idle for minutes; a watch that lived for less was broken by something else. */
const longLived = 30_000;

export interface InputReceiver {
  receive(input: Input): void;
}

/** The link whose watch it is. */
export interface WatchingLink {
  readonly clock: Clock;
  readonly observer: Pick<LinkObserver, 'succeeded' | 'failed'>;
  readonly election: InputReceiver;
  saw(lease: Lease): void;
  watchEnded(id: number): void;
}

/** Carries what one watch reports to the election, as inputs. */
export class WatchReports implements LeaseWatchObserver {
  private openedAt = Infinity;

  /** @param hasVersion whether the watch was to go on from a version, rather than to begin with the present state */
  constructor(
    private readonly link: WatchingLink,
    private readonly id: number,
    private readonly hasVersion: boolean,
  ) {}

  onOpen(): void {
    this.openedAt = this.link.clock.monotonic();
    this.link.election.receive({ type: 'watchOpened', id: this.id });
  }

  onEvent(event: LeaseWatchEvent): void {
    const { link, id } = this;
    link.observer.succeeded('watch'); // not before: a proxy may open a watch and break it, each time
    if (event.type === 'BOOKMARK') {
      const { resourceVersion } = event;
      link.election.receive({ type: 'watchEvent', id, event: { type: 'bookmark', resourceVersion } });
    } else {
      const type = event.type === 'DELETED' ? 'deleted' : 'seen';
      link.saw(event.lease);
      link.election.receive({ type: 'watchEvent', id, event: { type, lease: withoutFieldSets(event.lease) } });
    }
  }

  onClose(error?: LeaseRequestError): void {
    const { link, id } = this;
    link.watchEnded(id);
    // That a version is too old for a watch is a matter of course if nobody has written for long.
    const isTooOld = error?.code === 'gone' && this.hasVersion;
    const hasLived = error?.code === 'network' && link.clock.monotonic() - this.openedAt >= longLived;
    if (!error || hasLived) link.observer.succeeded('watch');
    else if (!isTooOld) link.observer.failed(error);
    link.election.receive({ type: 'watchClosed', id, ...(error ? { failure: error.code } : {}) });
  }
}
