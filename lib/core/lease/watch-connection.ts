import net, { type Socket } from 'node:net';
import tls from 'node:tls';
import { type ConnectionSettings, type TlsSettings } from './connection/lease-connection.js';
import { socketOptions } from './http-request.js';
import { sameAsAgents } from './warm-agent.js';

/** The last TLS session of each server, which makes the next watch's handshake cheaper. */
const sessions = new WeakMap<TlsSettings, { readonly origin: string; readonly session: Buffer }>();

/**
 * Opens a connection for one watch, which closes together with it. No agent is involved: it would save one connection
 * every few minutes, and would take 3 KB of heap per watch.
 */
export function openWatchConnection(settings: ConnectionSettings): Socket {
  const { host, port, servername, rejectUnauthorized, secureContext } = socketOptions(settings);
  const address = { host: host ?? undefined, port: Number(port) };
  if (settings.url.protocol === 'http:') return net.connect({ ...sameAsAgents, ...address } as net.NetConnectOpts);
  const { origin } = settings.url;
  const last = sessions.get(settings.tls);
  const session = last?.origin === origin ? last.session : undefined;
  const socket = tls.connect({ ...sameAsAgents, ...address, servername, rejectUnauthorized, secureContext, session });
  return socket.once('session', (given: Buffer) => sessions.set(settings.tls, { origin, session: given }));
}
