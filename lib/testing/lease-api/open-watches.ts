import { type LeaseApiRequest } from './lease-request.js';
import { matchesRequest, type RequestMatch } from './request-match.js';
import { type WatchStream } from './watch-stream.js';

/** The watches that are open. */
export class OpenWatches {
  private readonly streams = new Set<WatchStream>();

  /** How many are open. */
  get size(): number {
    return this.streams.size;
  }

  /** How many of them match. */
  count(match: RequestMatch): number {
    return this.matching(match).length;
  }

  /** Ends watches normally, as after `timeoutSeconds`. */
  end(match: RequestMatch = {}): void {
    for (const stream of this.matching(match)) stream.end();
  }

  /** Breaks watches off: resets their connections, over HTTP/2 their streams. */
  cut(match: RequestMatch = {}): void {
    for (const stream of this.matching(match)) stream.cut();
  }

  /** @internal */
  pause(paused: boolean): void {
    for (const stream of this.streams) stream.pause(paused);
  }

  /** @internal Returns a function to call when the watch is closed. */
  add(stream: WatchStream): () => void {
    this.streams.add(stream);
    return () => this.streams.delete(stream);
  }

  private matching(match: RequestMatch): WatchStream[] {
    const isMeant = (request: LeaseApiRequest) => matchesRequest(match, request);
    return [...this.streams].filter(stream => isMeant(stream.request));
  }
}
