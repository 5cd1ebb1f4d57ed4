import { type Clock, type Timer } from '../../core/clock/clock.js';
import { type AccessControl } from './access-control.js';
import {
  answerOf,
  type ApiAnswer,
  refusalOf,
  sendAnswer,
  sendHalf,
  sendMalformed,
  writeHeaders,
} from './api-answer.js';
import { type ApiMessage, type ApiResponse, isGone, refuse, reset } from './api-response.js';
import { ApiStatusError, noSuchPath } from './api-status.error.js';
import { discover, isPublic } from './discovery.js';
import { type Faults } from './faults.js';
import { describeRequest, type LeaseApiRequest, parseLeaseTarget } from './lease-request.js';
import { type LeaseResource, type ResourceRequest } from './lease-resource.js';
import { type LeaseStore } from './lease-store.js';
import { type WatchOptions } from './list-options.js';
import { type OpenWatches } from './open-watches.js';
import { openApi } from './open-api.js';
import { Representation } from './representation.js';
import { type RequestLog } from './request-log.js';
import { WatchStream } from './watch-stream.js';

export interface HandlerSurroundings {
  clock: Clock;
  store: LeaseStore;
  resource: LeaseResource;
  access: AccessControl;
  faults: Faults;
  requests: RequestLog;
  watches: OpenWatches;
  bookmarkInterval: number;
}

/** Handles HTTP requests, with all faults on the way. Each `listen()` makes a new one. */
export class RequestHandler {
  private readonly timers = new Set<Timer>();
  /** Requests of an earlier generation are abandoned. */
  private generation = 0;
  private resumed: { promise: Promise<void>; resolve: () => void } | undefined;

  constructor(private readonly around: HandlerSurroundings) {}

  /** Abandons all requests in progress: they are neither carried out nor answered. */
  abandonAll(): void {
    this.generation++;
    for (const timer of this.timers) timer.cancel();
    this.timers.clear();
  }

  pause(): void {
    let resolve = () => {};
    const promise = new Promise<void>(settle => (resolve = settle));
    this.resumed ??= { promise, resolve };
  }

  resume(): void {
    const { resumed } = this;
    this.resumed = undefined;
    resumed?.resolve();
  }

  async handle(message: ApiMessage, response: ApiResponse): Promise<void> {
    const { generation } = this;
    const body = await readBody(message);
    while (this.resumed) await this.resumed.promise;
    if (generation !== this.generation || body === undefined) return;

    const { user, refusal } = this.around.access.authenticate(message.headers);
    writeHeaders(response, this.around.clock.wall());
    try {
      const url = new URL(`http://127.0.0.1${message.url ?? '/'}`);
      const target = parseLeaseTarget(message.method ?? '', url);
      if (!target) {
        if (refusal) throw refusal;
        return sendAnswer(response, this.discover(url.pathname, user));
      }
      const request = describeRequest(target, body, message.headers, user);
      const contentType = message.headers['content-type'] ?? '';
      const { userAgent } = request;
      const form = Representation.of(message.headers.accept, url.searchParams);
      const carryOut = (now: number) => {
        if (refusal) return answerOf(refusal);
        const answer = this.carryOut({ target, user, userAgent, contentType, body, now });
        return 'status' in answer ? { ...answer, body: form.answer(answer.body, now) } : answer;
      };
      await this.handleLeases({ request, form }, response, carryOut);
    } catch (error) {
      if (response.headersSent) reset(response);
      else sendAnswer(response, answerOf(asStatus(error)));
    }
  }

  private async handleLeases(
    { request, form }: { request: LeaseApiRequest; form: Representation },
    response: ApiResponse,
    carryOut: (now: number) => ApiAnswer | WatchOptions,
  ): Promise<void> {
    const { clock, faults, requests } = this.around;
    const answered = requests.record(request, clock.wall());
    const { delay, dropsHungUp, answerDelay, clockSkew, outcome } = faults.plan(request);
    await this.sleep(delay);
    if (dropsHungUp && isGone(response)) return;

    const now = clock.wall() + clockSkew;
    writeHeaders(response, now);
    if (outcome?.fault === 'drop') return reset(response);
    if (outcome?.fault === 'refuse') return refuse(response);
    if (outcome?.fault === 'hang') return;
    if (outcome?.fault === 'error') {
      answered(outcome.status);
      return sendAnswer(response, refusalOf(outcome));
    }

    const answer = carryOut(now);
    await this.sleep(answerDelay);
    if (outcome?.fault === 'answerLost') {
      if (outcome.then !== 'hang') reset(response);
      return;
    }
    answered('status' in answer ? answer.status : 200);
    if (!('status' in answer)) this.openWatch(request, response, { ...answer, form });
    else if (outcome?.fault === 'cut') sendHalf(response, answer);
    else if (outcome?.fault === 'malformed') sendMalformed(response, answer);
    else sendAnswer(response, answer);
  }

  /** Runs synchronously, so that no other request comes in between. */
  private carryOut(request: ResourceRequest): ApiAnswer | WatchOptions {
    try {
      return this.around.resource.answer(request);
    } catch (error) {
      return answerOf(asStatus(error));
    }
  }

  private openWatch(
    request: LeaseApiRequest,
    response: ApiResponse,
    options: WatchOptions & { form: Representation },
  ): void {
    const stream = new WatchStream(request, response, options, this.around);
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.flushHeaders();
    response.on('close', this.around.watches.add(stream));
    stream.start();
  }

  private discover(path: string, user: string): ApiAnswer {
    if (!isPublic(path)) this.around.access.checkPath(user, path);
    const body = discover(path) ?? openApi(path);
    if (body !== undefined) return { status: 200, body };
    if (path.startsWith('/apis/coordination.k8s.io/')) throw noSuchPath();
    return { status: 404, body: '404 page not found\n' };
  }

  /** Never resolves if the request is abandoned in the meantime. */
  private async sleep(milliseconds: number): Promise<void> {
    if (milliseconds <= 0) return;
    await new Promise<void>(resolve => {
      const timer = this.around.clock.setTimer(() => {
        this.timers.delete(timer);
        resolve();
      }, milliseconds);
      this.timers.add(timer);
    });
  }
}

/** Any other error is a bug in this server. It is reported as the real server reports its own. */
function asStatus(error: unknown): ApiStatusError {
  if (error instanceof ApiStatusError) return error;
  return new ApiStatusError(500, `Internal error occurred: ${String(error)}`, { reason: 'InternalError' });
}

/** Undefined if the client closed the connection. */
async function readBody(message: ApiMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of message) chunks.push(chunk as Buffer);
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks).toString();
}
