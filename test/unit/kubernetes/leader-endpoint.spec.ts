import { describe, expect, it } from '@jest/globals';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ActiveTerm } from '../../../lib/core/elector/active-term.js';
import { LeadershipLostError } from '../../../lib/core/errors/leadership-lost.error.js';
import { type HttpExchange } from '../../../lib/core/lease/http/http-exchange.js';
import { RequestFailure } from '../../../lib/core/lease/request-failure.js';
import { addressesOf, type EndpointSlice } from '../../../lib/kubernetes/endpoint-slice.js';
import { LeaderEndpoint } from '../../../lib/kubernetes/leader-endpoint.js';
import { type ShownElector } from '../../../lib/kubernetes/shown-elector.js';
import { ManualClock } from '../../../lib/testing/manual-clock.js';
import { RecordingLogger } from '../../support/recording-logger.js';
import { options } from '../elector/started-elector.js';

/** One slice, changed by compare and swap. A test may hold requests back, or have them refused. */
class SliceStore {
  slice: EndpointSlice | undefined;
  readonly requests: string[] = [];
  /** Which requests wait until `let`. */
  held: 'POST' | 'PUT' | undefined;
  refusal: RequestFailure | undefined;
  private readonly waiting: (() => void)[] = [];
  private version = 0;

  get pointsAt(): readonly string[] {
    return this.slice ? addressesOf(this.slice) : [];
  }

  let(): void {
    this.held = undefined;
    for (const go of this.waiting.splice(0)) go();
  }

  async request({ method, body }: HttpExchange): Promise<unknown> {
    this.requests.push(method);
    if (this.held === method) await new Promise<void>(resolve => this.waiting.push(resolve));
    else await Promise.resolve();
    if (this.refusal) throw this.refusal;
    const { slice } = this;
    if (method === 'GET') {
      if (slice === undefined) throw new RequestFailure('notFound', '404', { status: 404 });
      return slice;
    }
    const sent = JSON.parse(body!) as EndpointSlice;
    const isCurrent = sent.metadata.resourceVersion === slice?.metadata.resourceVersion;
    if (method === 'POST' ? slice !== undefined : !isCurrent)
      throw new RequestFailure('conflict', '409', { status: 409 });
    this.slice = { ...sent, metadata: { ...sent.metadata, resourceVersion: String(++this.version) } };
    return this.slice;
  }
}

/** One process, whose leadership is the test's. */
function replica(store: SliceStore, number: number) {
  const clock = new ManualClock();
  const logger = new RecordingLogger();
  const identity = `pod-${number}`;
  const elector = {
    ...{ leaseName: 'billing', namespace: 'jobs', identity, clock, isHolding: true, seenLease: undefined },
    options: { ...options, logger },
  };
  const shown = { service: 'billing-leader', port: 3000, portName: '', address: `10.0.0.${number}` };
  const endpoint = new LeaderEndpoint(elector as unknown as ShownElector, shown, store);
  const active = new ActiveTerm({
    ...{ leaseName: 'billing', identity, fencingToken: BigInt(number), transitions: 1, acquiredAt: new Date(0) },
  });
  return { elector, endpoint, clock, logger, active, term: active.term };
}

const ended = (code: 'replaced' | 'shutdown') => new LeadershipLostError(code, code, 'billing');

describe("The EndpointSlice of a leader's Service", () => {
  it('is not written by a process that was frozen between its read and its write, and wakes up in a later term', async () => {
    const store = new SliceStore();
    const [old, next] = [replica(store, 1), replica(store, 2)];
    old.endpoint.began(old.term);
    await nextTurn();
    expect(store.pointsAt).toEqual(['10.0.0.1']);
    store.slice = { ...store.slice!, endpoints: [] }; // somebody emptied it by hand: the leader mends it
    store.held = 'PUT';
    await old.clock.advance(30_000);
    store.held = undefined;
    old.elector.isHolding = false;
    old.active.end(ended('replaced'));

    next.endpoint.began(next.term);
    await nextTurn();
    expect(store.pointsAt).toEqual(['10.0.0.2']);
    store.let();
    await nextTurn();
    expect(store.pointsAt).toEqual(['10.0.0.2']);
    old.endpoint.ended(old.term);
    await old.clock.advance(60_000);
    expect([store.pointsAt, old.logger.lines, next.logger.lines]).toEqual([['10.0.0.2'], [], []]);
  });

  it('is emptied after its creation, which is under way when the term ends', async () => {
    const store = new SliceStore();
    const { endpoint, active, term } = replica(store, 1);
    store.held = 'POST';
    endpoint.began(term);
    await nextTurn();
    let done = 0;
    expect(endpoint.isPending).toBe(true);
    active.beginEnding(ended('shutdown'));
    endpoint.perform(() => done++);
    await nextTurn();
    expect([done, store.requests]).toEqual([0, ['GET', 'POST']]);
    store.let();
    await nextTurn();
    expect([done, store.slice && store.pointsAt, endpoint.isPending]).toEqual([1, [], false]);
  });

  it('keeps the release waiting no longer than releaseTimeout if it cannot be emptied, which is said', async () => {
    const store = new SliceStore();
    const { endpoint, active, term, clock, logger } = replica(store, 1);
    endpoint.began(term);
    await nextTurn();
    store.held = 'PUT';
    active.beginEnding(ended('shutdown'));
    let done = 0;
    endpoint.perform(() => done++);
    await clock.advance(2_999);
    expect([done, endpoint.isPending]).toEqual([0, true]);
    await clock.advance(1);
    expect([done, endpoint.isPending]).toEqual([1, false]);
    expect(logger.of('warn')).toEqual([
      'warn Lease "billing": the EndpointSlice "billing-leader" could not be emptied in time: it points at this process, which ' +
        'no longer leads, until the next leader changes it.',
    ]);
  });

  it('keeps no release waiting if it never could be written', async () => {
    const store = new SliceStore();
    store.refusal = new RequestFailure('forbidden', '403 Forbidden', { status: 403 });
    const { endpoint, active, term, clock, logger } = replica(store, 1);
    endpoint.began(term);
    await clock.advance(10_000);
    expect(endpoint.isPending).toBe(false);
    active.beginEnding(ended('shutdown'));
    endpoint.perform(() => expect('never called').toBe(''));
    endpoint.ended(term);
    await clock.advance(60_000);
    expect([logger.of('warn').length, clock.pendingTimers]).toEqual([1, 0]);
  });

  it('is no duty any more when the lease is lost, also while it is being emptied', async () => {
    const store = new SliceStore();
    const { endpoint, active, term, elector, clock } = replica(store, 1);
    endpoint.began(term);
    await nextTurn();
    store.held = 'PUT';
    active.beginEnding(ended('shutdown'));
    endpoint.perform(() => {});
    elector.isHolding = false;
    expect(endpoint.isPending).toBe(false);
    active.end(ended('replaced'));
    endpoint.ended(term);
    await clock.advance(10_000);
    expect(clock.pendingTimers).toBe(0);
  });
});
