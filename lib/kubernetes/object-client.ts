import { type Clock } from '../core/clock/clock.js';
import { CancellationScope } from '../core/lease/cancellation-scope.js';
import { createConnection } from '../core/lease/connection/create-connection.js';
import { type ConnectionOption } from '../core/lease/connection/connection-option.js';
import { type LeaseConnection } from '../core/lease/connection/lease-connection.js';
import { connectionTo, type HttpExchange } from '../core/lease/http/http-exchange.js';
import { HttpTransport, offersHttp2 } from '../core/lease/http/http-transport.js';
import { decodeUtf8, readBody } from '../core/lease/http/read-body.js';
import { parseJson } from '../core/lease/lease-answer.js';
import { malformed, RequestFailure, transportFailure } from '../core/lease/request-failure.js';
import { answerFailure } from '../core/lease/status-error.js';
import { learnFrom, settingsOf } from '../core/lease/use-connection.js';

/** Milliseconds. */
const timeout = 5_000;

/**
 * Requests for objects other than leases, on a connection of their own: whatever becomes of them, the election's are not
 * delayed. A connection is opened with the first request.
 */
export class ObjectClient {
  private readonly connection: LeaseConnection;
  private transport: HttpTransport | undefined;
  private readonly underway = new Set<CancellationScope>();

  constructor(
    connection: Exclude<ConnectionOption, 'none'>,
    private readonly clock: Clock,
  ) {
    this.connection = createConnection(connection, process.env, clock);
  }

  /** @throws RequestFailure for anything but 2xx with JSON */
  async request(exchange: HttpExchange): Promise<unknown> {
    const scope = new CancellationScope(this.clock);
    this.underway.add(scope);
    const transport = (this.transport ??= new HttpTransport(this.clock, offersHttp2(process.env)));
    try {
      return await scope.run(timeout, async () => {
        const settings = await settingsOf(this.connection);
        scope.waitingFor = connectionTo(settings);
        const answer = await transport.request(settings, exchange, false, scope);
        const body = await readBody(answer);
        const { status, headers } = answer;
        if (status < 200 || status > 299) throw answerFailure(status, headers, body?.toString());
        if (body === undefined) throw malformed('the answer is too large', status);
        return parseJson(decodeUtf8(body));
      });
    } catch (error) {
      const failure = error instanceof RequestFailure ? error : transportFailure('the request failed', error);
      learnFrom(failure, this.connection, transport);
      throw failure;
    } finally {
      this.underway.delete(scope);
    }
  }

  /** Ends all requests and closes the connections; a later request opens others. */
  close(): void {
    for (const scope of this.underway) scope.cancel(new RequestFailure('network', 'the app has stopped'));
    this.transport?.destroy();
    this.transport = undefined;
  }
}
