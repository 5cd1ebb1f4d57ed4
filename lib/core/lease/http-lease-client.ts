import { type Clock, systemClock } from '../clock/clock.js';
import { requestChannels } from '../diagnostics/channels.js';
import { TraceCall } from '../diagnostics/trace-call.js';
import { type Lease, type LeaseReference } from '../record/lease.js';
import { CancellationScope } from './cancellation-scope.js';
import { type ConnectionSettings, type LeaseConnection } from './connection/lease-connection.js';
import { parseHttpDate } from './http-date.js';
import { type HttpAnswer } from './http/http-answer.js';
import { connectionTo, type HttpExchange } from './http/http-exchange.js';
import { HttpTransport } from './http/http-transport.js';
import { decodeUtf8, largestAnswer, readBody, refuseCompression } from './http/read-body.js';
import { parseJson, toLease } from './lease-answer.js';
import { leaseBody } from './lease-body.js';
import {
  type LastWordsTarget,
  type LeaseAnswer,
  type LeaseClient,
  type LeaseRequestOptions,
  type LeaseWatch,
  type LeaseWatchObserver,
  type LeaseWatchOptions,
} from './lease-client.js';
import { leasePath, leasesPath, watchPath } from './lease-path.js';
import { type LeaseVerb } from './lease-request.error.js';
import { HttpLeaseWatch, type WatchSource } from './lease-watch.js';
import { malformed, RequestFailure, toLeaseRequestError } from './request-failure.js';
import { speakLastWords } from './speak-last-words.js';
import { Turnstile } from './turnstile.js';
import { answerFailure } from './status-error.js';
import { learnFrom, settingsOf } from './use-connection.js';

/**
 * How many watches open at the same time. Over HTTP/1.1 each opens a connection: a thousand at once would all be too late,
 * and would all retry.
 */
const watchesAtATime = 16;

/**
 * How many leases are read at the same time. A thousand electors that start together would otherwise take memory and
 * connections that they never need again. Writes wait for nobody.
 */
const readsAtATime = 64;

/** Talks to an API server, on its own connections. */
export class HttpLeaseClient implements LeaseClient {
  private readonly transport: HttpTransport;
  private readonly openingWatches = new Turnstile(watchesAtATime);
  private readonly reading = new Turnstile(readsAtATime);
  private readonly underway = new Set<CancellationScope>();
  private readonly watchSource: WatchSource = {
    open: (scope, lease, options) => traced('watch', lease, () => this.openWatch(scope, lease, options)),
    onVacancy: settings => this.transport.warm(settings),
    onFailure: error => learnFrom(error, this.connection, this.transport),
    onEnd: scope => this.underway.delete(scope),
  };

  constructor(
    private readonly connection: LeaseConnection,
    private readonly clock: Clock = systemClock,
    offersHttp2 = true,
  ) {
    this.transport = new HttpTransport(clock, offersHttp2);
  }

  read(lease: LeaseReference, options: LeaseRequestOptions): Promise<LeaseAnswer> {
    return this.request('get', lease, options, () => ({ method: 'GET', path: leasePath(lease) }));
  }

  create(lease: Lease, options: LeaseRequestOptions): Promise<LeaseAnswer> {
    const reference = referenceOf(lease);
    return this.request('create', reference, options, () => ({
      method: 'POST',
      path: leasesPath(reference.namespace),
      body: leaseBody(lease),
    }));
  }

  replace(lease: Lease, options: LeaseRequestOptions): Promise<LeaseAnswer> {
    const reference = referenceOf(lease);
    return this.request('update', reference, options, () => {
      // The server treats a PUT without them as a blind write, and without the uid it even creates a deleted lease.
      const { uid, resourceVersion } = lease.metadata;
      if (!uid || !resourceVersion)
        throw new RequestFailure('rejected', 'not sent: the lease has no uid or no resourceVersion');
      return { method: 'PUT', path: leasePath(reference), body: leaseBody(lease) };
    });
  }

  watch(lease: LeaseReference, options: LeaseWatchOptions, observer: LeaseWatchObserver): LeaseWatch {
    const watch = new HttpLeaseWatch(this.watchSource, lease, options, observer, this.clock);
    this.underway.add(watch.scope);
    return watch.start();
  }

  /** Only with settings that are plain data and known already: a proxy's agent, for one, cannot go to another thread. */
  releaseAtExit(releases: readonly LastWordsTarget[]): void {
    const settings = this.knownSettings();
    if (settings === undefined || settings.proxy !== undefined) return;
    const targets = releases.map(({ lease, ...release }) => ({ ...release, path: leasePath(lease) }));
    speakLastWords(settings, targets, this.clock);
  }

  close(): void {
    const closed = new RequestFailure('network', 'the lease client was closed');
    for (const scope of [...this.underway]) scope.cancel(closed);
    this.transport.destroy();
  }

  private request(
    verb: LeaseVerb,
    lease: LeaseReference,
    options: LeaseRequestOptions,
    build: () => HttpExchange,
  ): Promise<LeaseAnswer> {
    return traced(verb, lease, () => this.send(verb, lease, options, build));
  }

  private async send(
    verb: LeaseVerb,
    lease: LeaseReference,
    { timeout, freshConnection = false }: LeaseRequestOptions,
    build: () => HttpExchange,
  ): Promise<LeaseAnswer> {
    const scope = new CancellationScope(this.clock);
    this.underway.add(scope);
    try {
      return await scope.run(timeout, async () => {
        const exchange = build();
        const settings = this.knownSettings() ?? (await this.settings(scope));
        const send = () => this.transport.request(settings, exchange, freshConnection, scope);
        const answer = verb === 'get' ? await this.inTurn(scope, send) : await send();
        return await readAnswer(answer, lease.name);
      });
    } catch (error) {
      learnFrom(error, this.connection, this.transport);
      throw toLeaseRequestError(verb, lease, error);
    } finally {
      this.underway.delete(scope);
    }
  }

  private inTurn(scope: CancellationScope, read: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
    scope.waitingFor = 'answer to the reads before it';
    return this.reading.pass(scope, read);
  }

  private async openWatch(scope: CancellationScope, lease: LeaseReference, options: LeaseWatchOptions) {
    const path = watchPath(lease, options.timeoutSeconds, options.resourceVersion);
    const settings = await this.settings(scope);
    scope.waitingFor = connectionTo(settings);
    const answer = await this.openingWatches.pass(scope, () => this.transport.watch(settings, path, scope));
    if (answer.status !== 200) throw await failureOf(answer);
    refuseCompression(answer);
    return { answer, settings };
  }

  /** Says nothing if they are wrong: `settings` reports that. */
  private knownSettings(): ConnectionSettings | undefined {
    try {
      return this.connection.known?.();
    } catch {
      return undefined;
    }
  }

  private async settings(scope: CancellationScope): Promise<ConnectionSettings> {
    const settings = await settingsOf(this.connection);
    scope.throwIfCancelled(); // it was given up in the meantime, so nothing may be sent
    return settings;
  }
}

/** Tells of a request on its diagnostics channels: of a watch, until it is open. Never of what belongs to the connection. */
async function traced<T>(verb: LeaseVerb, lease: LeaseReference, send: () => Promise<T>): Promise<T> {
  if (!requestChannels.hasSubscribers) return send();
  const call = new TraceCall(requestChannels, { verb, leaseName: lease.name, namespace: lease.namespace });
  try {
    return await call.within(send);
  } finally {
    call.ended();
  }
}

async function readAnswer(answer: HttpAnswer, name: string): Promise<LeaseAnswer> {
  const { status, headers } = answer;
  if (status < 200 || status > 299) throw await failureOf(answer);
  refuseCompression(answer);
  const body = await readBody(answer);
  if (body === undefined) throw malformed(`the answer is larger than ${largestAnswer} bytes`, status);
  return { lease: toLease(parseJson(decodeUtf8(body)), name), serverTime: parseHttpDate(headers.date) };
}

async function failureOf(answer: HttpAnswer): Promise<RequestFailure> {
  const { status, headers } = answer;
  const isError = status >= 400;
  const body = isError ? await readBody(answer) : undefined;
  if (!isError) answer.body.destroy();
  return answerFailure(status, headers, body?.toString());
}

function referenceOf({ metadata }: Lease): LeaseReference {
  return { namespace: metadata.namespace ?? '', name: metadata.name };
}
