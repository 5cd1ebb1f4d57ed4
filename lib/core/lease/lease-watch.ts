import { type IncomingMessage } from 'node:http';
import { type Clock, type Timer } from '../clock/clock.js';
import { type LeaseReference } from '../record/lease.js';
import { Attempt } from './attempt.js';
import { type ConnectionSettings } from './connection/lease-connection.js';
import {
  type LeaseWatch,
  type LeaseWatchEvent,
  type LeaseWatchObserver,
  type LeaseWatchOptions,
} from './lease-client.js';
import { LineSplitter } from './line-splitter.js';
import { largestAnswer } from './read-body.js';
import { malformed, RequestFailure, toLeaseRequestError } from './request-failure.js';
import { parseWatchEvent } from './watch-event.js';

/** What a client's watches need of it: one for all of them. */
export interface WatchSource {
  /** Sends the request; resolves with the head of a 200. */
  open(
    attempt: Attempt,
    lease: LeaseReference,
    options: LeaseWatchOptions,
  ): Promise<{ response: IncomingMessage; settings: ConnectionSettings }>;
  /** Nobody holds the lease: a write is likely to follow at once. */
  onVacancy(settings: ConnectionSettings): void;
  onFailure(error: unknown): void;
  onEnd(attempt: Attempt): void;
}

/**
 * One watch, from its request to its end. However it ends, `finish` is where: it silences the observer and destroys the
 * socket, and what comes later from either finds it ended. Failing the attempt ends it from outside.
 */
export class HttpLeaseWatch implements LeaseWatch {
  readonly attempt: Attempt;
  readonly #lines = new LineSplitter(largestAnswer);
  #ended = false;
  #expiry: Timer | undefined;

  constructor(
    private readonly source: WatchSource,
    private readonly lease: LeaseReference,
    private readonly options: LeaseWatchOptions,
    private readonly observer: LeaseWatchObserver,
    private readonly clock: Clock,
  ) {
    this.attempt = new Attempt(clock);
  }

  /** The observer hears of it later, never from within this call. */
  start(): this {
    this.attempt.onFailure(failure => this.#finish(failure));
    this.attempt
      .run(this.options.openTimeout, () => this.source.open(this.attempt, this.lease, this.options))
      .then(
        ({ response, settings }) => this.#read(response, settings),
        (error: unknown) => this.#finish(error),
      );
    return this;
  }

  close(): void {
    this.#end();
  }

  #read(response: IncomingMessage, settings: ConnectionSettings): void {
    if (this.#ended) return;
    this.observer.onOpen();
    if (this.#ended) return;
    this.#expire();
    response.on('data', (chunk: Buffer) => this.#take(chunk, settings));
    response.on('end', () =>
      this.#finish(this.#lines.rest > 0 ? malformed('the watch ended within an event') : undefined),
    );
    const brokenOff = () => this.#finish(new RequestFailure('network', 'the connection broke'));
    response.on('close', brokenOff); // after `end` this changes nothing
    if (response.closed) brokenOff();
  }

  #take(chunk: Buffer, settings: ConnectionSettings): void {
    for (const line of this.#lines.push(chunk)) {
      const event = this.#parse(line);
      if (this.#ended) return;
      if (event) this.#tell(event, settings);
      if (this.#ended) return;
    }
    if (this.#lines.overflowed) this.#finish(malformed(`an event is larger than ${largestAnswer} bytes`));
  }

  #parse(line: Buffer): LeaseWatchEvent | undefined {
    try {
      return parseWatchEvent(line, this.lease.name);
    } catch (error) {
      this.#finish(error);
      return undefined;
    }
  }

  #tell(event: LeaseWatchEvent, settings: ConnectionSettings): void {
    const vacant = event.type === 'DELETED' || (event.type !== 'BOOKMARK' && !event.lease.spec?.holderIdentity);
    if (vacant) this.source.onVacancy(settings);
    this.observer.onEvent(event);
  }

  /** The server should have ended it: a connection that still stands then may be dead without anybody's notice. */
  #expire(): void {
    const { timeoutSeconds, openTimeout } = this.options;
    if (!(timeoutSeconds > 0)) return; // the server then chooses
    const late = () =>
      this.#finish(new RequestFailure('timeout', `the server did not end the watch within ${timeoutSeconds} s`));
    this.#expiry = this.clock.setTimer(late, timeoutSeconds * 1000 + openTimeout);
  }

  #finish(error?: unknown): void {
    if (!this.#end()) return;
    if (error === undefined) return this.observer.onClose();
    this.source.onFailure(error);
    this.observer.onClose(toLeaseRequestError('watch', this.lease, error));
  }

  #end(): boolean {
    if (this.#ended) return false;
    this.#ended = true;
    this.#expiry?.cancel();
    this.attempt.fail(new RequestFailure('network', 'the watch was closed'));
    this.source.onEnd(this.attempt);
    return true;
  }
}
