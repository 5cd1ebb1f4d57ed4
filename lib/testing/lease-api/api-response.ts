import { type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import { type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { TLSSocket } from 'node:tls';

export type ApiMessage = IncomingMessage | Http2ServerRequest;

/** What the server does with an answer, over HTTP/1.1 and HTTP/2 alike. */
export interface ApiResponse {
  sendDate: boolean;
  readonly headersSent: boolean;
  setHeader(name: string, value: string): unknown;
  writeHead(status: number, headers: OutgoingHttpHeaders): unknown;
  flushHeaders(): void;
  write(text: string, sent?: () => void): unknown;
  end(text?: string): unknown;
  on(event: 'close', listener: () => void): unknown;
}

/** Breaks an answer off: over HTTP/1.1 the whole connection, over HTTP/2 its stream, so that others go on. */
export function reset(response: ApiResponse): void {
  const stream = streamOf(response);
  if (stream) return stream.close(internalError);
  const { socket } = response as ServerResponse;
  if (socket instanceof TLSSocket)
    socket.destroy(); // it has no `resetAndDestroy` on a stream that is no socket
  else socket?.resetAndDestroy();
}

/** Refuses a request so that the client knows that nothing was done with it. HTTP/1.1 has no way to say that. */
export function refuse(response: ApiResponse): void {
  const stream = streamOf(response);
  if (stream) stream.close(refusedStream);
  else reset(response);
}

/** Whether the client has hung up. */
export function isGone(response: ApiResponse): boolean {
  return streamOf(response)?.destroyed ?? (response as ServerResponse).destroyed;
}

function streamOf(response: ApiResponse): Http2ServerResponse['stream'] | undefined {
  return 'stream' in response ? (response as unknown as Http2ServerResponse).stream : undefined;
}

/** Of RFC 9113, section 7. */
const internalError = 2;
const refusedStream = 7;
