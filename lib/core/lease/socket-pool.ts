import http, { type Agent, type AgentOptions } from 'node:http';
import { type ConnectionSettings } from './connection/lease-connection.js';
import { socketOptions } from './http-request.js';
import { WarmAgent } from './warm-agent.js';

/**
 * Milliseconds. kube-apiserver closes idle connections after 90 s and common proxies after 60 s; we close first, so that
 * a request does not meet a connection that the server is just closing.
 */
const idle = 55_000;

/**
 * The sockets of one client's requests. Watches have others: a watch keeps its socket for minutes, and would take the idle
 * one with it.
 *
 * What a follower's first write after minutes of silence finds: its idle socket is gone, since the server does not keep
 * one that long, and sending something only to keep it open would be a request. So `warm` opens one as soon as there
 * is a vacancy. Node's agents also keep the last TLS session of each server, so that other reconnects skip the
 * certificates.
 */
export class SocketPool {
  readonly #requests = new WarmAgent({ ...common, maxFreeSockets: 4, maxSockets: mostRequests });
  readonly #plainRequests = new http.Agent({ ...common, maxFreeSockets: 4, maxSockets: mostRequests });

  /** @param fresh a new connection: all idle ones are given up, since the network may have dropped them silently */
  forRequest(settings: ConnectionSettings, fresh: boolean): Agent {
    const agent = settings.proxy ?? (isPlain(settings) ? this.#plainRequests : this.#requests);
    if (fresh) closeIdle(agent);
    return agent;
  }

  /** Has a connection for a request ready that is likely to come within milliseconds. */
  warm(settings: ConnectionSettings): void {
    // Without TLS there is no handshake to save; a proxy's agent cannot do it.
    if (!settings.proxy && !isPlain(settings)) this.#requests.warm(socketOptions(settings));
  }

  /** Closes everything; new requests open new sockets. */
  destroy(): void {
    for (const agent of [this.#requests, this.#plainRequests]) agent.destroy();
  }
}

const common: AgentOptions = { keepAlive: true, keepAliveMsecs: 15_000, timeout: idle };

/**
 * An elector has one request at a time, so only a process with more leases than that meets the limit: a thousand that
 * start together would all open connections, all too late. Whoever waits gets a socket that has just served another, or
 * a new one where that timed out.
 */
const mostRequests = 64;

function isPlain({ url }: ConnectionSettings): boolean {
  return url.protocol === 'http:';
}

function closeIdle(agent: Agent): void {
  if (agent instanceof WarmAgent) agent.dropEarly();
  for (const sockets of Object.values(agent.freeSockets ?? {})) sockets?.forEach(socket => socket.destroy());
}
