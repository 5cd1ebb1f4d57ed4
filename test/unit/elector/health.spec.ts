import { describe, expect, it } from '@jest/globals';
import { following, leading, lease, nextTurn, scene } from './started-elector.js';

describe('The health of an election', () => {
  it('is unknown before the start and after the stop', async () => {
    const { elector, client } = await leading();
    const stopping = elector.stop();
    client.accept(12);
    await stopping;
    for (const stopped of [elector, scene().elector]) {
      expect(stopped.health).toMatchObject({
        untilDeadline: undefined,
        sinceContact: undefined,
        leaderlessFor: undefined,
      });
    }
  });

  it('counts from the send of the last renewal, and to the deadline', async () => {
    const { elector, client, clock } = await leading();
    await clock.advance(4_000);
    expect(elector.health).toMatchObject({ sinceRenewal: 4_000, untilDeadline: 11_000, leaderlessFor: 0 });
    await clock.advance(6_500); // the renewal was sent half a second ago
    client.accept(12);
    await nextTurn();
    expect(elector.health).toMatchObject({ sinceRenewal: 500, untilDeadline: 14_500 });
  });

  it('goes on counting when the term has been lost', async () => {
    const { elector, clock } = await leading();
    await clock.advance(21_000);
    expect(elector.isLeader).toBe(false);
    expect([elector.holder, elector.health]).toMatchObject(['me', { sinceRenewal: 21_000, untilDeadline: undefined }]);
  });

  it('has no renewal in a follower', async () => {
    const { elector } = await following();
    expect(elector.health).toMatchObject({ sinceRenewal: undefined, untilDeadline: undefined, leaderlessFor: 0 });
  });

  it('counts the silence of the API server, from the start or from its last word, be that a refusal', async () => {
    const { elector, client, clock } = scene();
    await elector.start();
    await clock.advance(3_000);
    expect(elector.health.sinceContact).toBe(3_000);
    client.answer(lease({}, 10));
    await nextTurn();
    expect(elector.health.sinceContact).toBe(0);
    await clock.advance(2_000);
    client.watching.observer.onOpen();
    client.watching.observer.onEvent({ type: 'BOOKMARK', resourceVersion: '12' });
    expect(elector.health.sinceContact).toBe(0);
  });

  it('counts how long nobody has led, as far as this process knows', async () => {
    const { elector, clock } = scene();
    await elector.start();
    await clock.advance(60_000);
    expect(elector.health.leaderlessFor).toBe(60_000);
  });

  it('counts the runs, and how long they outlive their term', async () => {
    const { elector, clock } = await leading();
    const run = elector.enter('job')!;
    expect(elector.health).toMatchObject({ runs: 1, lingeringFor: 0 });
    await clock.advance(20_000);
    expect(elector.isLeader).toBe(false);
    const { lingeringFor } = elector.health;
    expect(lingeringFor).toBeGreaterThan(0);
    await clock.advance(60_000);
    expect(elector.health).toMatchObject({ runs: 1, lingeringFor: lingeringFor + 60_000 });
    run.end();
    expect(elector.health).toMatchObject({ runs: 0, lingeringFor: 0 });
  });

  it('names what the API server refuses, until it does no longer', async () => {
    const { elector, client, clock } = scene();
    await elector.start();
    client.fails('forbidden');
    await nextTurn();
    expect(elector.health).toMatchObject({ refused: ['get'] });
    await clock.advance(5_000);
    client.answer(lease({}, 10));
    await nextTurn();
    expect(elector.health.refused).toEqual([]);
  });
});
