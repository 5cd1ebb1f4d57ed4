import { type Clock, type Timer } from '../../core/clock/clock.js';
import { type ApiResponse, reset } from './api-response.js';
import { type ApiStatus, ApiStatusError } from './api-status.error.js';
import { type Faults } from './faults.js';
import { type LeaseApiRequest } from './lease-request.js';
import { type LeaseChange, type LeaseStore, type StoredLease } from './lease-store.js';
import { type WatchOptions } from './list-options.js';
import { type Representation } from './representation.js';

export interface WatchSurroundings {
  store: LeaseStore;
  faults: Faults;
  clock: Clock;
  /** Milliseconds between two bookmarks. */
  bookmarkInterval: number;
}

type WatchEvent =
  | { type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: StoredLease }
  | { type: 'BOOKMARK'; object: object }
  | { type: 'ERROR'; object: ApiStatus };

/** One open watch, from its first event to its end. The headers of the answer were sent before. */
export class WatchStream {
  /** The last version that was sent. Bookmarks and events always have a higher one. */
  private version: number;
  private readonly held: WatchEvent[] = [];
  private isPaused = false;
  private isOver = false;
  private timers: Timer[] = [];
  private readonly unsubscribe: (() => void)[] = [];

  constructor(
    readonly request: LeaseApiRequest,
    private readonly response: ApiResponse,
    private readonly options: WatchOptions & { readonly form: Representation },
    private readonly around: WatchSurroundings,
  ) {
    this.version = options.from ?? around.store.version;
    response.on('close', () => this.release());
  }

  start(): void {
    const { store, clock, faults } = this.around;
    const { from, timeout } = this.options;
    try {
      if (from === undefined) this.tellPresent();
      else for (const change of store.changesSince(from)) this.tell(change);
    } catch (error) {
      if (!(error instanceof ApiStatusError)) throw error;
      this.send({ type: 'ERROR', object: error.body });
      this.end();
      return;
    }
    this.unsubscribe.push(
      store.onChange(change => this.tell(change)),
      faults.onRemoved(() => this.flush()),
    );
    const deadline = timeout === undefined ? undefined : clock.monotonic() + timeout;
    if (timeout !== undefined) this.timers.push(clock.setTimer(() => this.end(), timeout));
    if (this.options.bookmarks) this.scheduleBookmark(deadline);
  }

  /** While the watch is paused, nothing is sent, not even its end. */
  pause(paused: boolean): void {
    this.isPaused = paused;
    this.flush();
    if (this.isOver) this.end();
  }

  /** Ends the watch normally. */
  end(): void {
    this.isOver = true;
    if (this.isPaused) return;
    this.release();
    this.response.end();
  }

  /** Breaks it off, over HTTP/1.1 with its connection. */
  cut(): void {
    this.release();
    reset(this.response);
  }

  private tellPresent(): void {
    for (const lease of this.around.store.list().filter(this.options.filter)) {
      this.send({ type: 'ADDED', object: lease });
    }
    if (this.options.bookmarks) this.send(bookmark(this.version, { 'k8s.io/initial-events-end': 'true' }));
  }

  private tell({ version, before, after }: LeaseChange): void {
    if (version <= this.version) return;
    const { filter } = this.options;
    const was = before && filter(before) ? before : undefined;
    const is = after && filter(after) ? after : undefined;
    if (!was && !is) return;
    this.version = version;
    if (is) {
      this.send({ type: was ? 'MODIFIED' : 'ADDED', object: is });
    } else if (was) {
      // The lease before the change, with the version of the delete.
      const metadata = { ...was.metadata, resourceVersion: String(version) };
      this.send({ type: 'DELETED', object: { ...was, metadata } });
    }
  }

  /** Sends bookmarks at every interval, and two seconds before the end, like the real server. */
  private scheduleBookmark(deadline: number | undefined): void {
    const { clock, bookmarkInterval, store } = this.around;
    const now = clock.monotonic();
    const next = Math.min(now + bookmarkInterval, (deadline ?? Infinity) - 2_000);
    if (next <= now) return;
    const timer = clock.setTimer(() => {
      if (store.version > this.version) {
        this.version = store.version;
        this.send(bookmark(store.version));
      }
      this.scheduleBookmark(deadline);
    }, next - now);
    this.timers.push(timer);
  }

  private send(event: WatchEvent): void {
    const plan = this.isPaused || this.held.length > 0 ? 'hold' : this.around.faults.planEvent(this.request);
    if (plan === 'hold') this.held.push(event);
    else if (plan !== 'drop') this.write(event, plan);
  }

  private write(event: WatchEvent, fault: 'cut' | 'malformed' | undefined): void {
    const object = this.options.form.event(event.type, event.object, this.around.clock.wall());
    const line = JSON.stringify({ ...event, object });
    if (!fault) {
      this.response.write(`${line}\n`);
    } else {
      const half = line.slice(0, line.length / 2);
      this.response.write(fault === 'cut' ? half : `${half}\n`, () => {
        if (fault === 'cut') this.cut();
      });
    }
  }

  private flush(): void {
    const events = this.held.splice(0);
    for (const event of events) this.send(event);
  }

  private release(): void {
    for (const timer of this.timers.splice(0)) timer.cancel();
    for (const unsubscribe of this.unsubscribe.splice(0)) unsubscribe();
  }
}

function bookmark(version: number, annotations?: Record<string, string>): WatchEvent {
  const metadata = { resourceVersion: String(version), ...(annotations && { annotations }) };
  return { type: 'BOOKMARK', object: { kind: 'Lease', apiVersion: 'coordination.k8s.io/v1', metadata, spec: {} } };
}
