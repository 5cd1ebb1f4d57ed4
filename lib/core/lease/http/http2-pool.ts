import { type Clock } from '../../clock/clock.js';
import { type CancellationScope } from '../cancellation-scope.js';
import { type ConnectionSettings } from '../connection/lease-connection.js';
import { type HttpAnswer } from './http-answer.js';
import { connectionTo, type HttpExchange } from './http-exchange.js';
import { Http2Connection } from './http2-connection.js';
import { isRefused, sendOverHttp2 } from './http2-request.js';

/**
 * Milliseconds. A request is doubted after a second or later, so a connection this young is new to it. A thousand leases
 * that doubt a slow server one after the other share the new connections.
 */
const young = 1_000;

/** How often a request is sent that servers refuse to take. They have not begun with it then (RFC 9113, 8.7). */
const tries = 3;

export interface Http2Options {
  /** A watch stays for minutes, and must leave room for requests. */
  readonly isWatch: boolean;
  /** Only over a connection that is new. */
  readonly isFresh: boolean;
}

/**
 * If there is a choice, none that has let another request down: it may lead to a server that answers pings, and nothing
 * else.
 */
function chooseForRequest(usable: readonly Http2Connection[]): Http2Connection | undefined {
  const fit = usable.filter(one => one.hasRoom);
  return fit.find(one => !one.hasLetDown) ?? fit[0];
}

/**
 * If a burst of requests fills all that have room for it, it waits for one of them to be answered (Node sends it then):
 * opened for a moment's sake, a connection would stay for as long as the watch.
 */
function chooseForWatch(usable: readonly Http2Connection[]): Http2Connection | undefined {
  const fit = usable.filter(one => one.hasRoomForWatch);
  return fit.find(one => one.hasRoom) ?? fit[0];
}

/**
 * The HTTP/2 connections of a client: one for all its requests and watches, and further ones if they have no room there. A
 * follower's watch keeps the connection open over which it takes the lease hours later.
 */
export class Http2Pool {
  /** The oldest first. */
  private connections: Http2Connection[] = [];

  constructor(private readonly clock: Clock) {}

  /** Resolves with the head of the answer; or with a connection, if all that the server speaks over it is HTTP/1.1. */
  async send(
    settings: ConnectionSettings,
    exchange: HttpExchange,
    options: Http2Options,
    scope: CancellationScope,
  ): Promise<HttpAnswer | Http2Connection> {
    if (options.isFresh) this.doubt(settings);
    for (let left = tries - 1; ; left--) {
      const place = this.choose(settings, options.isWatch).enter(options.isWatch);
      const { connection } = place;
      try {
        if (!connection.isOpen) {
          scope.waitingFor = connectionTo(settings);
          const protocol = await scope.wait(connection.opened);
          if (protocol === 'http/1.1') return connection;
        }
        scope.waitingFor = 'complete answer';
        return await sendOverHttp2(settings, exchange, place, scope);
      } catch (error) {
        place.leave();
        if (left === 0 || !isRefused(error)) throw error;
        scope.throwIfCancelled();
      }
    }
  }

  /** Ends everything. */
  destroy(): void {
    for (const connection of [...this.connections]) connection.end();
  }

  /** The network may have dropped them silently. For all leases whose requests are doubted at the same time, once. */
  private doubt(settings: ConnectionSettings): void {
    const now = this.clock.monotonic();
    for (const connection of [...this.connections])
      if (now - connection.since >= young && connection.serves(settings)) connection.doubt();
  }

  /** The oldest that fits, so that what a burst or a bad hour has opened besides runs empty and closes. */
  private choose(settings: ConnectionSettings, isWatch: boolean): Http2Connection {
    const usable = this.connections.filter(one => one.isUsable && one.serves(settings));
    return (isWatch ? chooseForWatch(usable) : chooseForRequest(usable)) ?? this.open(settings);
  }

  private open(settings: ConnectionSettings): Http2Connection {
    const opened = new Http2Connection(settings, this.clock, ended => {
      this.connections = this.connections.filter(one => one !== ended);
    });
    this.connections.push(opened);
    return opened;
  }
}
