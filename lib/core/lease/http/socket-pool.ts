import http, { type Agent, type AgentOptions } from 'node:http';
import { type Socket } from 'node:net';
import { type Clock } from '../../clock/clock.js';
import { type ConnectionSettings } from '../connection/lease-connection.js';
import { isPlain, socketOptions } from './http-exchange.js';
import { WarmAgent } from './warm-agent.js';

/**
 * Milliseconds. kube-apiserver closes idle connections after 90 s and common proxies after 60 s. We close earlier, so that
 * no request is sent on a connection that the server is closing.
 */
export const idle = 55_000;

/**
 * The sockets of one client's requests over HTTP/1.1. Watches use their own: a watch keeps its socket for minutes, and would take away
 * the idle one.
 *
 * A follower is silent for minutes, longer than the server keeps an idle socket open. So that its first write need not
 * wait for a handshake, `warm` opens a socket as soon as nobody holds the lease. Node's agents also keep the last TLS
 * session of each server, which makes other reconnects cheaper.
 */
export class SocketPool {
  private requests = new WarmAgent(options);
  private plainRequests = new http.Agent(options);
  private since: number;

  constructor(private readonly clock: Clock) {
    this.since = clock.monotonic();
  }

  /**
   * @param fresh only over a connection that is new: the network may have dropped the others silently. Requests in
   * progress keep theirs, and the new ones do not queue behind them
   */
  forRequest(settings: ConnectionSettings, fresh: boolean): Agent {
    if (fresh && settings.proxy) closeIdle(settings.proxy);
    if (fresh && !settings.proxy) this.replace();
    return settings.proxy ?? (isPlain(settings) ? this.plainRequests : this.requests);
  }

  /** Opens a connection for a request that is likely to follow within milliseconds. */
  warm(settings: ConnectionSettings): void {
    // Without TLS there is no handshake to save; a proxy's agent cannot open a socket in advance.
    if (!settings.proxy && !isPlain(settings)) this.requests.warm(socketOptions(settings));
  }

  /** Takes a connection that was opened by somebody else, for a request that follows. */
  adopt(settings: ConnectionSettings, socket: Socket): void {
    this.requests.adopt(socketOptions(settings), socket);
  }

  /** For all leases whose requests are doubted at the same time, once: together they would open a connection each. */
  private replace(): void {
    const now = this.clock.monotonic();
    if (now - this.since < together) return;
    this.since = now;
    for (const agent of [this.requests, this.plainRequests]) {
      agent.maxFreeSockets = 0; // a socket that is in use now is closed afterwards
      closeIdle(agent);
    }
    this.requests = new WarmAgent(options);
    this.plainRequests = new http.Agent(options);
  }

  /** Closes the idle sockets. New requests open new ones. */
  destroy(): void {
    for (const agent of [this.requests, this.plainRequests]) agent.destroy();
  }
}

/** Milliseconds. A request is doubted only when it is older than this, so sockets this young are new to it. */
const together = 100;

/**
 * Only a process with many leases reaches this limit. Without it, a thousand leases that start together would all open
 * connections, and all would be too late. A request that waits gets the socket of one that has finished, or a new socket
 * if that one timed out.
 */
const mostRequests = 64;

const options: AgentOptions = {
  keepAlive: true,
  keepAliveMsecs: 15_000,
  timeout: idle,
  maxFreeSockets: 4,
  maxSockets: mostRequests,
};

function closeIdle(agent: Agent): void {
  if (agent instanceof WarmAgent) agent.dropEarly();
  for (const sockets of Object.values(agent.freeSockets ?? {})) sockets?.forEach(socket => socket.destroy());
}
