import { describe, expect, it } from '@jest/globals';
import { setImmediate as nextMacrotask } from 'node:timers/promises';
import { following, leading, lease, nextTurn } from './started-elector.js';

describe('Work of a leader', () => {
  it('runs where this process leads, and gets the term', async () => {
    const { elector, term } = await leading();
    expect(await elector.run(given => [given, 'done'])).toEqual([term, 'done']);
    expect(await elector.run(async given => [given, 'later'])).toEqual([term, 'later']);
  });

  it('is refused where it does not, with who leads', async () => {
    const { elector } = await following();
    let called = false;
    const refused = elector.run(() => (called = true));
    await expect(refused).rejects.toMatchObject({ code: 'notLeader', leaseName: 'billing', holder: 'other' });
    expect(called).toBe(false);
    expect(elector.enter('job')).toBeUndefined();
    expect(() => elector.assertLeader()).toThrow('This process does not lead the lease "billing".');
  });

  it('is refused from the moment at which the end begins', async () => {
    const { elector } = await leading();
    const run = elector.enter('job')!;
    void elector.stop();
    expect(elector.enter('more')).toBeUndefined();
    await expect(elector.run(() => {})).rejects.toMatchObject({ code: 'notLeader' });
    run.end();
  });

  it("may fail: its error is its caller's, and it counts as ended", async () => {
    const { elector, client } = await leading();
    await expect(elector.run(() => Promise.reject(new Error('async')))).rejects.toThrow('async');
    await expect(
      elector.run(() => {
        throw new Error('sync');
      }),
    ).rejects.toThrow('sync');
    const stopping = elector.stop();
    client.accept(12);
    await stopping;
  });

  it('is asked for with currentRun, in what it calls and after what it awaits', async () => {
    const { elector, term } = await leading();
    expect(elector.currentRun).toBeUndefined();
    await elector.run(async () => {
      const run = elector.currentRun!;
      expect(run).toMatchObject({ leaseName: 'billing', fencingToken: 11n });
      expect(run.signal).toBe(term.signal);
      expect(run.endingSignal).toBe(term.endingSignal);
      await nextMacrotask();
      expect(elector.currentRun).toBe(run);
      await Promise.all([
        (async () => {
          await nextMacrotask();
          expect(elector.currentRun).toBe(run);
        })(),
      ]);
    });
    expect(elector.currentRun).toBeUndefined();
  });

  it('keeps the token of the term that let it through, though the process has lost and won again since', async () => {
    const { elector, client, clock } = await leading();
    let goOn = () => {};
    const paused = new Promise<void>(resolve => (goOn = resolve));
    const working = elector.run(async () => {
      await paused;
      return [elector.currentRun?.fencingToken, elector.currentRun?.signal.aborted, elector.term?.fencingToken];
    });
    const short = elector.enter('short')!;
    client.watching.observer.onEvent({
      type: 'MODIFIED',
      lease: lease({ holderIdentity: '', leaseDurationSeconds: 1 }, 20),
    });
    expect(elector.isLeader).toBe(false);
    short.end();
    // No new term while work of the old one runs, however long the vacancy lasts.
    await clock.advance(60_000);
    expect(client.pending).toBeUndefined();
    expect(elector.currentRun).toBeUndefined();
    goOn();
    expect(await working).toEqual([11n, true, undefined]);
    await nextTurn();
    client.accept(30);
    await nextTurn();
    expect(elector.term?.fencingToken).toBe(30n);
    expect(await elector.run(() => elector.currentRun?.fencingToken)).toBe(30n);
  });

  it('is told apart by elector, where one call is gated by two leases', async () => {
    const [one, two] = [await leading(), await leading({ leaseName: 'reports' })];
    await one.elector.run(() =>
      two.elector.run(async () => {
        await nextMacrotask();
        expect(one.elector.currentRun?.leaseName).toBe('billing');
        expect(two.elector.currentRun?.leaseName).toBe('reports');
        await one.elector.run(() => expect(two.elector.currentRun?.leaseName).toBe('reports'));
      }),
    );
    await one.elector.run(() => expect(two.elector.currentRun).toBeUndefined());
  });

  it('may be entered and left by hand', async () => {
    const { elector, term, client } = await leading();
    const run = elector.enter('by hand')!;
    expect(run.term).toBe(term);
    expect(run.run.fencingToken).toBe(11n);
    expect(run.within(() => elector.currentRun)).toBe(run.run);
    expect(elector.currentRun).toBeUndefined();
    const stopping = elector.stop();
    await nextTurn();
    expect(client.pending).toBeUndefined();
    run.end();
    run.end();
    client.accept(12);
    await stopping;
  });

  it('counts once, however often it says that it has ended', async () => {
    const { elector, client } = await leading();
    const [one, other] = [elector.enter('one')!, elector.enter('other')!];
    void elector.stop();
    one.end();
    one.end();
    expect(client.pending).toBeUndefined();
    other.end();
    expect(client.written.spec?.holderIdentity).toBe('');
    client.accept(12);
  });

  it('that hangs is named, each name once, and its lease is left to run out', async () => {
    const { elector, client, clock, logger } = await leading();
    const never = () => new Promise<void>(() => {});
    void elector.run(never, { name: 'InvoiceJobs.send' });
    void elector.run(never, { name: 'InvoiceJobs.send' });
    void elector.run(async function consume() {
      await never();
    });
    void elector.run(() => never());
    const ended = elector.run(async () => {}, { name: 'ended in time' });
    await ended;
    const stopping = elector.stop();
    await clock.advance(10_000);
    client.accept(12);
    await clock.advance(1_000);
    await stopping;
    const [warning, ...others] = logger.of('warn');
    expect(others).toEqual([]);
    expect(warning).toContain('is not released but left to run out');
    expect(warning).toContain('still running 10 s after');
    expect(warning).toContain('and 1 s after');
    expect(warning).toMatch(/aborted: InvoiceJobs\.send, consume, run\./);
    expect(client.requests.some(({ lease }) => lease?.spec?.holderIdentity === '')).toBe(false);
    expect(clock.pendingTimers).toBe(0);
  });

  it('that never ends after a loss keeps this process out: said after a moment and every minute, and countable', async () => {
    const { elector, client, clock, logger } = await leading();
    const [one, other] = [elector.enter('InvoiceJobs.send')!, elector.enter('consume')!];
    expect(elector.lingeringWork).toBe(0);
    client.watching.observer.onEvent({ type: 'MODIFIED', lease: lease({}, 20) });
    expect(elector.lingeringWork).toBe(2);
    const reminders = () => logger.of('warn').filter(line => line.includes('takes no part in the election'));
    await clock.advance(999);
    expect(reminders()).toEqual([]);
    await clock.advance(1);
    expect(reminders()).toEqual([
      'warn Lease "billing": this process takes no part in the election, because work of its last term still runs after 1 s: ' +
        'InvoiceJobs.send, consume. Work of a leader should end when its `signal` aborts (`LeaderService.currentRun.signal`).',
    ]);
    one.end();
    await clock.advance(120_000);
    expect(
      reminders()
        .slice(1)
        .map(line => /after ([\d.]+ min): (.*?)\./.exec(line)?.slice(1)),
    ).toEqual([
      ['1 min', 'consume'],
      ['2 min', 'consume'],
    ]);
    expect(elector.lingeringWork).toBe(1);
    other.end();
    expect(elector.lingeringWork).toBe(0);
    expect(logger.of('log')).toContain(
      'log Lease "billing": the work of the last term has ended, so this process campaigns again.',
    );
    await clock.advance(120_000);
    expect(reminders()).toHaveLength(3);
  });

  it('that is left after a stepDown is said at once, and then every minute', async () => {
    const { elector, clock, logger } = await leading({ drainTimeout: 0, abortGrace: 0 });
    const run = elector.enter('slow')!;
    await elector.stepDown();
    expect(logger.of('warn')).toEqual([expect.stringContaining('is not released but left to run out')]);
    await clock.advance(60_000);
    expect(logger.of('warn')).toHaveLength(2);
    run.end();
    const stopping = elector.stop();
    await clock.advance(20_000);
    await stopping;
    // The take that followed the work is never answered.
    expect(logger.of('warn').slice(2)).toEqual([expect.stringContaining('could not be released')]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('that ends in time after a loss is not worth a word', async () => {
    const { elector, client, clock, logger } = await leading();
    const run = elector.enter('quick')!;
    client.watching.observer.onEvent({ type: 'MODIFIED', lease: lease({}, 20) });
    await clock.advance(500);
    run.end();
    await clock.advance(120_000);
    expect(logger.lines.filter(line => /takes no part|campaigns again/.test(line))).toEqual([]);
  });

  it('is waited for by a new term after such a hang, and after a stop and a start', async () => {
    const { elector, client, clock } = await leading({ drainTimeout: 0, abortGrace: 0 });
    const run = elector.enter('slow')!;
    await elector.stop();
    await elector.start();
    client.answer(lease({ holderIdentity: '', leaseDurationSeconds: 1 }, 30));
    await clock.advance(60_000);
    expect(client.pending).not.toBe('update');
    while (client.pending === 'get') client.answer(lease({ holderIdentity: '', leaseDurationSeconds: 1 }, 30));
    await nextTurn();
    run.end();
    expect(client.pending).toBe('update');
  });

  it('that ends while a term goes on makes nothing happen', async () => {
    const { elector, client } = await leading();
    await elector.run(() => {});
    expect(client.pending).toBeUndefined();
    expect(elector.isLeader).toBe(true);
  });

  it('that ends after a stop makes nothing happen', async () => {
    const { elector, client, clock } = await leading({ drainTimeout: 0, abortGrace: 0 });
    const run = elector.enter('slow')!;
    await elector.stop();
    const sent = client.requests.length;
    run.end();
    expect(client.requests).toHaveLength(sent);
    expect(clock.pendingTimers).toBe(0);
  });
});
