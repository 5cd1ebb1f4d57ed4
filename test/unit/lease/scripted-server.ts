import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import http2, { type Http2ServerRequest, type Http2ServerResponse, type ServerHttp2Session } from 'node:http2';
import https from 'node:https';
import net, { type AddressInfo, type Socket } from 'node:net';
import { type Certificate } from '../../support/kube-apiserver-certificates.js';

/** A server on the loopback interface that a test scripts; `connections` holds its sockets in the order they came. */
export interface ScriptedServer extends AsyncDisposable {
  readonly url: string;
  readonly connections: Socket[];
  close(): Promise<void>;
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export function httpServer(handler: Handler): Promise<ScriptedServer> {
  return listen('http', http.createServer({ keepAliveTimeout: 60_000 }, handler), 'connection');
}

/** Its `connections` are those whose handshake is complete. */
export function httpsServer(options: https.ServerOptions & Certificate, handler: Handler): Promise<ScriptedServer> {
  return listen('https', https.createServer({ keepAliveTimeout: 60_000, ...options }, handler), 'secureConnection');
}

/** Speaks HTTP/2 alone; `sessions` in the order they came. */
export async function http2Server(
  options: http2.SecureServerOptions & Certificate,
  handler: (request: Http2ServerRequest, response: Http2ServerResponse) => void,
): Promise<ScriptedServer & { readonly sessions: ServerHttp2Session[] }> {
  const sessions: ServerHttp2Session[] = [];
  const server = http2.createSecureServer(options, handler);
  server.on('session', session => sessions.push(session.on('error', () => {})));
  return { ...(await listen('https', server, 'secureConnection')), sessions };
}

/** Bytes in, bytes out: called with what came in first on each connection. */
export function rawServer(onRequest: (socket: Socket, connection: number, request: string) => void) {
  let count = 0;
  const server = net.createServer(socket => {
    const connection = ++count;
    socket.on('data', data => onRequest(socket, connection, data.toString()));
  });
  return listen('http', server, 'connection');
}

async function listen(scheme: string, server: net.Server, event: string): Promise<ScriptedServer> {
  const connections: Socket[] = [];
  const all = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    socket.on('error', () => {});
    all.add(socket);
  });
  server.on(event, (socket: Socket) => connections.push(socket));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve());
      for (const socket of all) socket.destroy();
    });
  const url = `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, connections, close, [Symbol.asyncDispose]: close };
}

/** The whole body of a request. */
export async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const part of request.setEncoding('utf8')) text += part as string;
  return JSON.parse(text) as Record<string, unknown>;
}

export function answer(response: ServerResponse, body: unknown, status = 200, headers: http.OutgoingHttpHeaders = {}) {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** What the API sends with an error. */
export function status(code: number, message: string, more: object = {}) {
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, message, ...more };
}
