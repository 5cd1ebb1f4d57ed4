import http, { type Agent, type ClientRequest, type IncomingMessage } from 'node:http';
import https, { type RequestOptions } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { type CancellationScope } from './cancellation-scope.js';
import { type ConnectionSettings } from './connection/lease-connection.js';
import { describeError, errorCode, safeCause } from './one-line.js';
import { RequestFailure, transportFailure } from './request-failure.js';
import { secureContextOf } from './secure-context.js';

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT';
  /** Path and query, starting at the API server's root. */
  path: string;
  /** JSON */
  body?: string;
  /** Provides the socket. Without an agent, `createConnection` opens a socket for this request alone. */
  agent?: Agent | undefined;
  createConnection?: () => Socket;
  /** Called with the socket before anything is sent. */
  onSocket?: (socket: { setKeepAlive(enable: boolean, delay: number): unknown }) => void;
}

/**
 * Sends one request and resolves with the head of the answer; the caller reads the body. Retries nothing and follows no
 * redirect. If the scope is cancelled, the request and its socket are destroyed, even while the body is being read.
 */
export function sendRequest(
  settings: ConnectionSettings,
  request: HttpRequest,
  scope: CancellationScope,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const origin = settings.url.origin;
    let sent: ClientRequest;
    try {
      sent = open(settings, request);
    } catch (error) {
      const message = `cannot make a request to ${origin}: ${describeError(error)}`;
      return reject(new RequestFailure('connection', message, { cause: safeCause(error) }));
    }
    const abort = () => sent.destroy();
    scope.onCancel(abort);
    scope.waitingFor = connectionTo(settings);
    sent.once('socket', socket => {
      request.onSocket?.(socket);
      whenConnected(socket, () => (scope.waitingFor = 'complete answer'));
    });
    sent.on('response', response => {
      response.on('error', toldByClose);
      resolve(response);
    });
    sent.on('error', error => reject(broken(sent, origin, error)));
    sent.on('close', () => {
      scope.offCancel(abort);
      reject(new RequestFailure('network', `${origin} closed the connection without an answer`));
    });
    sent.end(request.body);
  });
}

/** What a request waits for until it can be sent, as the message of a timeout says it. */
export function connectionTo({ url }: ConnectionSettings): string {
  return `connection to ${url.origin}`;
}

/** Calls back when bytes can be sent: at once for a socket that is used again. */
function whenConnected(socket: Socket, callback: () => void): void {
  if (socket instanceof TLSSocket && !isVerified(socket)) socket.once('secureConnect', callback);
  else if (socket.connecting) socket.once('connect', callback);
  else callback();
}

/** One of the two is set by the handshake. */
function isVerified({ authorized, authorizationError }: TLSSocket): boolean {
  return authorized || Boolean(authorizationError);
}

/** The options by which agents tell sockets apart. */
export function socketOptions({
  url,
  tls,
}: ConnectionSettings): RequestOptions & { readonly secureContext?: SecureContext } {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const { servername = isIP(host) ? '' : host, ...others } = tls;
  return {
    protocol: url.protocol,
    host,
    port: url.port || (url.protocol === 'http:' ? 80 : 443),
    ...(url.protocol === 'https:' && { servername, ...others, secureContext: secureContextOf(tls) }),
  };
}

function open(
  settings: ConnectionSettings,
  { method, path, body, agent, createConnection }: HttpRequest,
): ClientRequest {
  const { request } = settings.url.protocol === 'http:' ? http : https;
  return request({
    ...socketOptions(settings),
    ...(agent ? { agent } : { createConnection }),
    method,
    path: `${settings.url.pathname.replace(/\/+$/, '')}${path}`,
    headers: {
      Accept: 'application/json',
      'User-Agent': 'nestjs-kubernetes-leader',
      ...settings.headers, // not first: a copy that grows later gets a hidden class of its own in V8
      ...(body !== undefined && { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }),
    },
  });
}

/** Without a listener, an error of the answer would end the process. */
function toldByClose(): void {}

function broken(request: ClientRequest, origin: string, error: Error): RequestFailure {
  // Whether the server saw the request is unknown. Most likely it had closed the idle connection before.
  const wasIdle = request.reusedSocket && errorCode(error) === 'ECONNRESET';
  return transportFailure(`${wasIdle ? 'an idle connection to' : 'no answer from'} ${origin}`, error);
}
