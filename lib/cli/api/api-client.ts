import { requestTimeout } from './request-timeout.js';
import { ApiError } from './api.error.js';
import { type Clock } from '../../core/clock/clock.js';
import { CancellationScope } from '../../core/lease/cancellation-scope.js';
import { type LeaseConnection } from '../../core/lease/connection/lease-connection.js';
import { parseHttpDate } from '../../core/lease/http-date.js';
import { type HttpExchange } from '../../core/lease/http/http-exchange.js';
import { HttpTransport } from '../../core/lease/http/http-transport.js';
import { eachLine } from './each-line.js';
import { decodeUtf8, largestAnswer, readBody, refuseCompression } from '../../core/lease/http/read-body.js';
import { parseJson } from '../../core/lease/lease-answer.js';
import { describeError } from '../../core/lease/one-line.js';
import { RequestFailure } from '../../core/lease/request-failure.js';
import { answerFailure } from '../../core/lease/status-error.js';
import { settingsOf } from '../../core/lease/use-connection.js';

export interface ApiAnswer {
  readonly body: unknown;
  /** The server's `Date`: milliseconds since the epoch, in whole seconds. */
  readonly serverTime: number | undefined;
  /** Milliseconds from the request until the whole answer was here. */
  readonly duration: number;
  /** The wall clock here, halfway through the request. */
  readonly halfway: number;
}

export interface ApiRequest extends Pick<HttpExchange, 'method' | 'path'> {
  readonly body?: unknown;
  /** Another form of the answer, such as one without what is not needed. @default JSON */
  readonly accept?: string;
}

/** What the election does not ask an API server, and an operator does. */
export class ApiClient {
  private readonly transport: HttpTransport;

  constructor(
    private readonly connection: LeaseConnection,
    private readonly clock: Clock,
    offersHttp2: boolean,
  ) {
    this.transport = new HttpTransport(clock, offersHttp2);
  }

  /** @throws ApiError for anything but 2xx with JSON */
  async request({ method, path, body, accept }: ApiRequest): Promise<ApiAnswer> {
    const scope = new CancellationScope(this.clock);
    try {
      return await scope.run(requestTimeout, async () => {
        const known = await settingsOf(this.connection);
        const settings = accept === undefined ? known : { ...known, headers: { ...known.headers, Accept: accept } };
        const text = body === undefined ? undefined : JSON.stringify(body);
        const [wall, begun] = [this.clock.wall(), this.clock.monotonic()];
        const answer = await this.transport.request(settings, { method, path, body: text }, false, scope);
        const bytes = await readBody(answer);
        const duration = this.clock.monotonic() - begun;
        const { status, headers } = answer;
        if (status < 200 || status > 299) throw answerFailure(status, headers, bytes?.toString());
        if (bytes === undefined) throw new RequestFailure('malformed', `an answer of more than ${largestAnswer} bytes`);
        const serverTime = parseHttpDate(headers.date);
        return { body: parseJson(decodeUtf8(bytes)), serverTime, duration, halfway: wall + duration / 2 };
      });
    } catch (error) {
      const { status } = error instanceof RequestFailure ? error.details : {};
      throw new ApiError(`${method} ${path.split('?', 1)[0]}: ${describeError(error)}`, status);
    }
  }

  /**
   * A watch: calls back for each event until the server ends it, the signal aborts or something is wrong.
   *
   * @param longest milliseconds until the server should have ended it
   * @throws ApiError
   */
  async watch(path: string, longest: number, signal: AbortSignal, onEvent: (event: unknown) => void): Promise<void> {
    const scope = new CancellationScope(this.clock);
    const close = () => scope.cancel(new RequestFailure('network', 'the watch was closed'));
    signal.addEventListener('abort', close);
    try {
      if (signal.aborted) return;
      const answer = await scope.run(requestTimeout, async () =>
        this.transport.watch(await settingsOf(this.connection), path, scope),
      );
      const { status, headers } = answer;
      if (status !== 200) throw answerFailure(status, headers, (await readBody(answer))?.toString());
      refuseCompression(answer);
      scope.waitingFor = 'end of the watch';
      await scope.run(longest, () => eachLine(answer, line => onEvent(parseJson(decodeUtf8(line)))));
    } catch (error) {
      if (signal.aborted) return;
      const { status } = error instanceof RequestFailure ? error.details : {};
      throw new ApiError(`watch ${path.split('?', 1)[0]}: ${describeError(error)}`, status);
    } finally {
      signal.removeEventListener('abort', close);
      close();
    }
  }

  close(): void {
    this.transport.destroy();
  }
}
