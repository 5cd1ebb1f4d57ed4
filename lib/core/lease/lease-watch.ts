import { type Clock, type Timer } from '../clock/clock.js';
import { type LeaseReference } from '../record/lease.js';
import { CancellationScope } from './cancellation-scope.js';
import { type ConnectionSettings } from './connection/lease-connection.js';
import { type HttpAnswer, whenOver } from './http/http-answer.js';
import { largestAnswer } from './http/read-body.js';
import {
  type LeaseWatch,
  type LeaseWatchEvent,
  type LeaseWatchObserver,
  type LeaseWatchOptions,
} from './lease-client.js';
import { LineSplitter } from './line-splitter.js';
import { malformed, RequestFailure, toLeaseRequestError } from './request-failure.js';
import { parseWatchEvent } from './watch-event.js';

/** What watches need from their client. All watches of a client share one. */
export interface WatchSource {
  /** Sends the request. Resolves with the head of the answer if its status is 200. */
  open(
    scope: CancellationScope,
    lease: LeaseReference,
    options: LeaseWatchOptions,
  ): Promise<{ answer: HttpAnswer; settings: ConnectionSettings }>;
  /** Called when nobody holds the lease: a write is likely to follow immediately. */
  onVacancy(settings: ConnectionSettings): void;
  onFailure(error: unknown): void;
  onEnd(scope: CancellationScope): void;
}

/**
 * One watch, from its request to its end. Every end goes through `finish`, which silences the observer and destroys the
 * socket; whatever comes later finds the watch ended. To end it from outside, cancel its scope.
 */
export class HttpLeaseWatch implements LeaseWatch {
  readonly scope: CancellationScope;
  private readonly lines = new LineSplitter(largestAnswer);
  private ended = false;
  private expiry: Timer | undefined;

  constructor(
    private readonly source: WatchSource,
    private readonly lease: LeaseReference,
    private readonly options: LeaseWatchOptions,
    private readonly observer: LeaseWatchObserver,
    private readonly clock: Clock,
  ) {
    this.scope = new CancellationScope(clock);
  }

  /** Never calls the observer synchronously. */
  start(): this {
    this.scope.onCancel(failure => this.finish(failure));
    this.scope
      .run(this.options.openTimeout, () => this.source.open(this.scope, this.lease, this.options))
      .then(
        ({ answer, settings }) => this.read(answer, settings),
        (error: unknown) => this.finish(error),
      );
    return this;
  }

  close(): void {
    this.end();
  }

  private read(answer: HttpAnswer, settings: ConnectionSettings): void {
    if (this.ended) return;
    this.observer.onOpen();
    if (this.ended) return;
    this.expire();
    answer.body.on('data', (chunk: Buffer) => this.take(chunk, settings));
    whenOver(answer, end => {
      if (end === 'broken') this.finish(new RequestFailure('network', 'the connection broke'));
      else if (end === 'moved' || this.lines.rest === 0) this.finish();
      else this.finish(malformed('the watch ended in the middle of an event'));
    });
  }

  private take(chunk: Buffer, settings: ConnectionSettings): void {
    for (const line of this.lines.push(chunk)) {
      const event = this.parse(line);
      if (this.ended) return;
      if (event) this.tell(event, settings);
      if (this.ended) return;
    }
    if (this.lines.overflowed) this.finish(malformed(`an event is larger than ${largestAnswer} bytes`));
  }

  private parse(line: Buffer): LeaseWatchEvent | undefined {
    try {
      return parseWatchEvent(line, this.lease.name);
    } catch (error) {
      this.finish(error);
      return undefined;
    }
  }

  private tell(event: LeaseWatchEvent, settings: ConnectionSettings): void {
    const vacant = event.type === 'DELETED' || (event.type !== 'BOOKMARK' && !event.lease.spec?.holderIdentity);
    if (vacant) this.source.onVacancy(settings);
    this.observer.onEvent(event);
  }

  /** The server should have ended the watch by then. If it has not, the connection may be dead. */
  private expire(): void {
    const { timeoutSeconds, openTimeout } = this.options;
    if (!(timeoutSeconds > 0)) return; // the server chooses when to end it
    const late = () =>
      this.finish(new RequestFailure('timeout', `the server did not end the watch within ${timeoutSeconds} s`));
    this.expiry = this.clock.setTimer(late, timeoutSeconds * 1000 + openTimeout);
  }

  private finish(error?: unknown): void {
    if (!this.end()) return;
    if (error === undefined) return this.observer.onClose();
    this.source.onFailure(error);
    this.observer.onClose(toLeaseRequestError('watch', this.lease, error));
  }

  private end(): boolean {
    if (this.ended) return false;
    this.ended = true;
    this.expiry?.cancel();
    this.scope.cancel(new RequestFailure('network', 'the watch was closed'));
    this.source.onEnd(this.scope);
    return true;
  }
}
