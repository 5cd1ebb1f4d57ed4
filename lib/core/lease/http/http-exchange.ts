import { type OutgoingHttpHeaders } from 'node:http';
import { type RequestOptions } from 'node:https';
import { isIP } from 'node:net';
import { type SecureContext } from 'node:tls';
import { type ConnectionSettings } from '../connection/lease-connection.js';
import { secureContextOf } from './secure-context.js';

/** A request to the API server, whatever carries it. */
export interface HttpExchange {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Path and query, starting at the API server's root. */
  readonly path: string;
  /** JSON */
  readonly body?: string;
}

export function headersOf(settings: ConnectionSettings, { body }: HttpExchange): OutgoingHttpHeaders {
  return {
    Accept: 'application/json',
    'User-Agent': 'nestjs-kubernetes-leader',
    ...settings.headers, // not first: a copy that grows later gets a hidden class of its own in V8
    ...(body !== undefined && { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }),
  };
}

/** With the path that leads to the API server, such as Rancher's. */
export function pathOf(settings: ConnectionSettings, { path }: HttpExchange): string {
  return `${settings.url.pathname.replace(/\/+$/, '')}${path}`;
}

/** What a request waits for until it can be sent, as the message of a timeout says it. */
export function connectionTo({ url }: ConnectionSettings): string {
  return `connection to ${url.origin}`;
}

/** Of plain http nobody offers HTTP/2, and there is no handshake to save. */
export function isPlain({ url }: ConnectionSettings): boolean {
  return url.protocol === 'http:';
}

/** The options by which agents tell sockets apart. */
export function socketOptions(
  settings: ConnectionSettings,
): RequestOptions & { readonly secureContext?: SecureContext } {
  const { url, tls } = settings;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const { servername = isIP(host) ? '' : host, ...others } = tls;
  const plain = isPlain(settings);
  return {
    protocol: url.protocol,
    host,
    port: url.port || (plain ? 80 : 443),
    ...(!plain && { servername, ...others, secureContext: secureContextOf(tls) }),
  };
}
