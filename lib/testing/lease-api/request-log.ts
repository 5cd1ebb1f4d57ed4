import { type LeaseApiRequest } from './lease-request.js';
import { matchesRequest, type RequestMatch } from './request-match.js';

/** A request, and what came of it. */
export interface RecordedRequest extends LeaseApiRequest {
  /** Milliseconds since the epoch, by the server's clock. */
  readonly time: number;
  /** The status of the answer; undefined if there is none (yet). */
  readonly status: number | undefined;
}

/** All requests for leases, in order, including those that were not answered. */
export class RequestLog {
  private entries: { -readonly [Key in keyof RecordedRequest]: RecordedRequest[Key] }[] = [];
  private waiting: { match: RequestMatch; resolve: (request: RecordedRequest) => void }[] = [];

  /** All of them, in order. */
  get all(): readonly RecordedRequest[] {
    return this.entries;
  }

  /** Those that match, in order. */
  filter(match: RequestMatch): RecordedRequest[] {
    return this.entries.filter(request => matchesRequest(match, request));
  }

  /** How many match. */
  count(match: RequestMatch = {}): number {
    return this.filter(match).length;
  }

  /** Resolves when the next matching request comes in, before it is answered. */
  next(match: RequestMatch = {}): Promise<RecordedRequest> {
    return new Promise(resolve => this.waiting.push({ match, resolve }));
  }

  /** Forgets all of them. */
  clear(): void {
    this.entries = [];
  }

  /** @internal Returns a function to call with the status of the answer. */
  record(request: LeaseApiRequest, time: number): (status: number) => void {
    const entry: (typeof this.entries)[number] = { ...request, time, status: undefined };
    this.entries.push(entry);
    const awaited = this.waiting.filter(({ match }) => matchesRequest(match, request));
    this.waiting = this.waiting.filter(waiter => !awaited.includes(waiter));
    for (const { resolve } of awaited) resolve(entry);
    return status => (entry.status = status);
  }
}
