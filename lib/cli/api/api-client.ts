import { ApiError } from './api.error.js';
import { type Clock } from '../../core/clock/clock.js';
import { CancellationScope } from '../../core/lease/cancellation-scope.js';
import { type LeaseConnection } from '../../core/lease/connection/lease-connection.js';
import { parseHttpDate } from '../../core/lease/http-date.js';
import { type HttpRequest, sendRequest } from '../../core/lease/http-request.js';
import { parseJson } from '../../core/lease/lease-answer.js';
import { describeError } from '../../core/lease/one-line.js';
import { decodeUtf8, largestAnswer, readBody } from '../../core/lease/read-body.js';
import { RequestFailure } from '../../core/lease/request-failure.js';
import { SocketPool } from '../../core/lease/socket-pool.js';
import { answerFailure } from '../../core/lease/status-error.js';

/** Milliseconds. */
const timeout = 10_000;

export interface ApiAnswer {
  readonly body: unknown;
  /** The server's `Date`: milliseconds since the epoch, in whole seconds. */
  readonly serverTime: number | undefined;
  /** Milliseconds from the request until the whole answer was here. */
  readonly duration: number;
  /** The wall clock here, halfway through the request. */
  readonly halfway: number;
}

export interface ApiRequest extends Pick<HttpRequest, 'method' | 'path'> {
  readonly body?: unknown;
  /** Another form of the answer, such as one without what is not needed. @default JSON */
  readonly accept?: string;
}

/** What the election does not ask an API server, and an operator does. */
export class ApiClient {
  private readonly sockets: SocketPool;

  constructor(
    private readonly connection: LeaseConnection,
    private readonly clock: Clock,
  ) {
    this.sockets = new SocketPool(clock);
  }

  /** @throws ApiError for anything but 2xx with JSON */
  async request({ method, path, body, accept }: ApiRequest): Promise<ApiAnswer> {
    const scope = new CancellationScope(this.clock);
    try {
      return await scope.run(timeout, async () => {
        const known = await this.settings();
        const settings = accept === undefined ? known : { ...known, headers: { ...known.headers, Accept: accept } };
        const agent = this.sockets.forRequest(settings, false);
        const text = body === undefined ? undefined : JSON.stringify(body);
        const [wall, begun] = [this.clock.wall(), this.clock.monotonic()];
        const response = await sendRequest(settings, { method, path, body: text, agent }, scope);
        const bytes = await readBody(response);
        const duration = this.clock.monotonic() - begun;
        const status = response.statusCode ?? 0;
        if (status < 200 || status > 299) throw answerFailure(status, response.headers, bytes?.toString());
        if (bytes === undefined) throw new RequestFailure('malformed', `an answer of more than ${largestAnswer} bytes`);
        const serverTime = parseHttpDate(response.headers.date);
        return { body: parseJson(decodeUtf8(bytes)), serverTime, duration, halfway: wall + duration / 2 };
      });
    } catch (error) {
      const { status } = error instanceof RequestFailure ? error.details : {};
      throw new ApiError(`${method} ${path.split('?', 1)[0]}: ${describeError(error)}`, status);
    }
  }

  close(): void {
    this.sockets.destroy();
  }

  private async settings() {
    try {
      return await this.connection.settings();
    } catch (error) {
      throw new Error(`cannot connect with ${this.connection.description}: ${describeError(error)}`);
    }
  }
}
