import net, { type Socket } from 'node:net';
import tls, { type TLSSocket } from 'node:tls';
import { type ConnectionSettings, type TlsSettings } from '../connection/lease-connection.js';
import { isPlain, socketOptions } from './http-exchange.js';

/** The last TLS session of each server, which makes the next handshake cheaper. */
const sessions = new WeakMap<TlsSettings, { readonly origin: string; readonly session: Buffer }>();

/**
 * Opens a connection for one watch over HTTP/1.1, which closes together with it. No agent is involved: it would save one
 * connection every few minutes, and would take 3 KB of heap per watch.
 */
export function openWatchSocket(settings: ConnectionSettings): Socket {
  return isPlain(settings) ? net.connect(addressOf(settings)) : openTlsSocket(settings, ['http/1.1']);
}

/** @param protocols what to offer, as ALPN names it: the best one first */
export function openTlsSocket(settings: ConnectionSettings, protocols: string[]): TLSSocket {
  const { servername, rejectUnauthorized, secureContext } = socketOptions(settings);
  const { origin } = settings.url;
  const last = sessions.get(settings.tls);
  const session = last?.origin === origin ? last.session : undefined;
  const security = { servername, rejectUnauthorized, secureContext, session, ALPNProtocols: protocols };
  const socket = tls.connect({ ...addressOf(settings), ...security });
  return socket.once('session', (given: Buffer) => sessions.set(settings.tls, { origin, session: given }));
}

function addressOf(settings: ConnectionSettings): { host: string | undefined; port: number; noDelay: boolean } {
  const { host, port } = socketOptions(settings);
  return { host: host ?? undefined, port: Number(port), noDelay: true };
}
