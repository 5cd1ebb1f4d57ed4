import { toLease } from '../../../lib/core/lease/lease-answer.js';
import { type LeaseAnswer, type LeaseClient, type LeaseWatchObserver } from '../../../lib/core/lease/lease-client.js';
import { LeaseRequestError, type LeaseVerb } from '../../../lib/core/lease/lease-request.error.js';
import { RequestFailure } from '../../../lib/core/lease/request-failure.js';
import { parseWatchEvent } from '../../../lib/core/lease/watch-event.js';
import { type Lease } from '../../../lib/core/record/lease.js';

/** What a read is answered with: any JSON, or that there is no such lease. */
export interface Telling {
  readonly json: unknown;
  readonly isAbsent: boolean;
  readonly serverTime: number | undefined;
}

export interface ToldObserver {
  read(answer: LeaseAnswer | undefined): void;
  watched(lease: Lease, isDeleted: boolean): void;
  wrote(lease: Lease): void;
}

/**
 * A client whose server tells anything at all, in any order, judged by the code that judges it in the real one. No write
 * ever succeeds, so that nobody who uses it may lead.
 */
export class ToldClient implements LeaseClient {
  private watcher: LeaseWatchObserver | undefined;

  constructor(
    private readonly tellings: readonly Telling[],
    private readonly observer: ToldObserver,
  ) {}

  private reads = 0;

  async read(): Promise<LeaseAnswer> {
    const { json, isAbsent, serverTime } = this.tellings[this.reads++ % this.tellings.length];
    if (isAbsent) {
      this.observer.read(undefined);
      throw failure('notFound', 'get');
    }
    let lease: Lease;
    try {
      lease = toLease(json, 'billing');
    } catch {
      throw failure('malformed', 'get');
    }
    this.observer.read({ lease, serverTime });
    return { lease, serverTime };
  }

  create(lease: Lease): Promise<LeaseAnswer> {
    return this.refuse(lease, 'create');
  }

  replace(lease: Lease): Promise<LeaseAnswer> {
    return this.refuse(lease, 'update');
  }

  watch(_lease: unknown, _options: unknown, observer: LeaseWatchObserver): { close(): void } {
    queueMicrotask(() => {
      if (this.watcher === observer) observer.onOpen();
    });
    this.watcher = observer;
    return {
      close: () => {
        if (this.watcher === observer) this.watcher = undefined;
      },
    };
  }

  /** A line comes over the watch, if one is open; what is no event ends it. */
  tell(line: string): void {
    const { watcher } = this;
    if (watcher === undefined) return;
    try {
      const event = parseWatchEvent(Buffer.from(line), 'billing');
      if (event === undefined) return;
      if (event.type !== 'BOOKMARK') this.observer.watched(event.lease, event.type === 'DELETED');
      watcher.onEvent(event);
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error;
      this.watcher = undefined;
      watcher.onClose(failure(error.code, 'watch'));
    }
  }

  close(): void {}

  private refuse(lease: Lease, verb: LeaseVerb): Promise<never> {
    this.observer.wrote(lease);
    return Promise.reject(failure('conflict', verb));
  }
}

function failure(code: LeaseRequestError['code'], verb: LeaseVerb): LeaseRequestError {
  return new LeaseRequestError(code, `${verb}: ${code}`, { verb });
}
