import http, { type Agent, type ClientRequest } from 'node:http';
import https from 'node:https';
import { type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { type CancellationScope } from '../cancellation-scope.js';
import { type ConnectionSettings } from '../connection/lease-connection.js';
import { describeError, errorCode, safeCause } from '../one-line.js';
import { RequestFailure, transportFailure } from '../request-failure.js';
import { type HttpAnswer } from './http-answer.js';
import { connectionTo, headersOf, type HttpExchange, isPlain, pathOf, socketOptions } from './http-exchange.js';

export interface Http1Request extends HttpExchange {
  /** Provides the socket. Without an agent, `createConnection` opens a socket for this request alone. */
  readonly agent?: Agent | undefined;
  readonly createConnection?: () => Socket;
  /** Called with the socket before anything is sent. */
  readonly onSocket?: (socket: { setKeepAlive(enable: boolean, delay: number): unknown }) => void;
}

/**
 * Sends one request and resolves with the head of the answer; the caller reads the body. Retries nothing and follows no
 * redirect. If the scope is cancelled, the request and its socket are destroyed, even while the body is being read.
 */
export function sendOverHttp1(
  settings: ConnectionSettings,
  request: Http1Request,
  scope: CancellationScope,
): Promise<HttpAnswer> {
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
    sent.on('response', body => {
      body.on('error', toldByClose);
      resolve({ status: body.statusCode ?? 0, headers: body.headers, body });
    });
    sent.on('error', error => reject(broken(sent, origin, error)));
    sent.on('close', () => {
      scope.offCancel(abort);
      reject(new RequestFailure('network', `${origin} closed the connection without an answer`));
    });
    sent.end(request.body);
  });
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

function open(settings: ConnectionSettings, request: Http1Request): ClientRequest {
  const { method, agent, createConnection } = request;
  const { request: send } = isPlain(settings) ? http : https;
  return send({
    ...socketOptions(settings),
    ...(agent ? { agent } : { createConnection }),
    method,
    path: pathOf(settings, request),
    headers: headersOf(settings, request),
  });
}

/** Without a listener, an error of the answer would end the process. */
function toldByClose(): void {}

function broken(request: ClientRequest, origin: string, error: Error): RequestFailure {
  // Whether the server saw the request is unknown. Most likely it had closed the idle connection before.
  const wasIdle = request.reusedSocket && errorCode(error) === 'ECONNRESET';
  return transportFailure(`${wasIdle ? 'an idle connection to' : 'no answer from'} ${origin}`, error);
}
