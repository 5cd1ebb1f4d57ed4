import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Observable, Subject } from 'rxjs';
import { LeaderService, NotLeaderException, OnlyLeader } from '../../../lib/index.js';
import { closeApps, switchedApp } from './switched-app.js';

afterEach(closeApps);

@Injectable()
class Streams {
  readonly source = new Subject<number>();
  subscriptions = 0;

  constructor(readonly leader: LeaderService) {}

  @OnlyLeader({ otherwise: 'skip' })
  skipped(): Observable<number> {
    return this.source;
  }

  @OnlyLeader({ otherwise: 'throw' })
  refused(): Observable<number> {
    return this.source;
  }

  @OnlyLeader({ otherwise: 'skip' })
  async later(): Promise<Observable<number>> {
    await nextTurn();
    return this.source;
  }

  @OnlyLeader({ otherwise: 'skip' })
  cold(): Observable<string | undefined> {
    return new Observable(subscriber => {
      this.subscriptions++;
      subscriber.next(this.leader.currentRun?.leaseName);
      subscriber.complete();
    });
  }
}

function record(stream: Observable<unknown>) {
  const seen: unknown[] = [];
  const subscription = stream.subscribe({
    next: value => seen.push(value),
    error: (error: unknown) => seen.push(error),
    complete: () => seen.push('complete'),
  });
  return { seen, subscription };
}

async function streams() {
  const app = await switchedApp({ providers: [Streams] }, { drainTimeout: '1h' });
  await app.leadership.acquire();
  return { ...app, streams: app.module.get(Streams) };
}

describe('A stream that a gated method returned', () => {
  it('passes on what comes, and its end', async () => {
    const { streams: gated } = await streams();
    const { seen } = record(gated.skipped());
    gated.source.next(1);
    gated.source.next(2);
    gated.source.complete();
    expect(seen).toEqual([1, 2, 'complete']);
  });

  it('ends with the term: without more if the call would be skipped, with an error if it would be refused', async () => {
    const { streams: gated, leadership } = await streams();
    const skipped = record(gated.skipped());
    const refused = record(gated.refused());
    const later = record(await gated.later());
    gated.source.next(1);
    await leadership.lose('replaced');
    expect(gated.source.observed).toBe(false);
    gated.source.next(2);
    expect(skipped.seen).toEqual([1, 'complete']);
    expect(later.seen).toEqual([1, 'complete']);
    expect(refused.seen).toEqual([1, expect.any(NotLeaderException)]);
  });

  it('is work that a graceful end waits for', async () => {
    const { streams: gated, leadership } = await streams();
    const { seen } = record(gated.skipped());
    const down = leadership.lose('stepDown');
    await nextTurn();
    gated.source.next(1);
    gated.source.complete();
    await down;
    expect(seen).toEqual([1, 'complete']);
  });

  it('is given up by who unsubscribes', async () => {
    const { streams: gated, leadership } = await streams();
    record(gated.skipped()).subscription.unsubscribe();
    expect(gated.source.observed).toBe(false);
    await leadership.lose('stepDown'); // would wait an hour for a subscription that is still open
  });

  it('runs within a run, whenever somebody subscribes, and not after the term', async () => {
    const { streams: gated, leadership } = await streams();
    const cold = gated.cold();
    expect(gated.subscriptions).toBe(0);
    expect(record(cold).seen).toEqual(['billing', 'complete']);
    await leadership.lose();
    expect(record(cold).seen).toEqual(['complete']);
    expect(gated.subscriptions).toBe(1);
  });
});
