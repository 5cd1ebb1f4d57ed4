import { validateHeaderValue } from 'node:http';
import { type ClientHttp2Stream, type IncomingHttpHeaders } from 'node:http2';
import { type CancellationScope } from '../cancellation-scope.js';
import { type ConnectionSettings } from '../connection/lease-connection.js';
import { describeError, safeCause } from '../one-line.js';
import { RequestFailure, transportFailure } from '../request-failure.js';
import { type HttpAnswer } from './http-answer.js';
import { headersOf, type HttpExchange, pathOf } from './http-exchange.js';
import { type Place } from './http2-connection.js';

/**
 * As `sendOverHttp1`, over a connection that others use, too: if the scope is cancelled, only this stream ends. It leaves
 * its place when it is over.
 */
export function sendOverHttp2(
  settings: ConnectionSettings,
  exchange: HttpExchange,
  place: Place,
  scope: CancellationScope,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const { origin } = settings.url;
    const { connection } = place;
    let stream: ClientHttp2Stream;
    try {
      stream = connection.request(place, http2HeadersOf(settings, exchange), exchange.body !== undefined);
    } catch (error) {
      // A connection that ended in this very moment has taken nothing.
      if (!connection.isUsable) return reject(new Refusal(`${origin} closes the connection`));
      const message = `cannot make a request to ${origin}: ${describeError(error)}`;
      return reject(new RequestFailure('connection', message, { cause: safeCause(error) }));
    }
    bind(stream, place, scope);
    const failed = (error: Error) => {
      if (stream.rstCode === refused) reject(new Refusal(`${origin} did not take the request`));
      else reject(transportFailure(`no answer from ${origin}`, error));
    };
    const closed = () => reject(new RequestFailure('network', `${origin} closed the connection without an answer`));
    stream.on('error', failed).on('close', closed);
    stream.once('response', ({ ':status': status = 0, ...headers }: IncomingHttpHeaders & { ':status'?: number }) => {
      stream.on('error', nobodyWaits).off('error', failed).off('close', closed);
      resolve({ status, headers, body: stream, connection });
    });
    if (exchange.body !== undefined) stream.end(exchange.body);
  });
}

/** Apart from the promise and its answer, which would otherwise stay in memory for as long as a watch. */
function bind(stream: ClientHttp2Stream, place: Place, scope: CancellationScope): void {
  const abort = () => {
    stream.close(cancelled);
    place.leave();
  };
  scope.onCancel(abort);
  stream.on('close', () => {
    scope.offCancel(abort);
    place.leave();
  });
}

/** Its body tells how it ended. */
function nobodyWaits(): void {}

/** Whether the server has not begun with the request, so that it may be sent again. */
export function isRefused(error: unknown): boolean {
  return error instanceof Refusal;
}

class Refusal extends RequestFailure {
  constructor(message: string) {
    super('network', message);
  }
}

function http2HeadersOf(settings: ConnectionSettings, exchange: HttpExchange) {
  const headers = headersOf(settings, exchange);
  for (const [name, value] of Object.entries(headers)) validateHeaderValue(name, String(value));
  return { ':method': exchange.method, ':path': pathOf(settings, exchange), ...headers };
}

/** Of RFC 9113, section 7. */
const cancelled = 8;
const refused = 7;
