import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MemoryAnnotations } from '../../../lib/core/elector/lease-annotations.js';
import { ServerClock } from '../../../lib/core/elector/server-clock.js';
import { tickPrefix } from '../../../lib/core/ticks/tick-prefix.js';
import { dueIn, nextBegin } from '../../../lib/core/ticks/due.js';
import { Ledger } from '../../../lib/core/ticks/ledger.js';
import {
  formatEntry,
  type LedgerEntry,
  parseEntry,
  scheduleId,
  shortMessage,
} from '../../../lib/core/ticks/ledger-entry.js';
import { latenessAllowed } from '../../../lib/core/ticks/lateness-allowed.js';
import { type ResolvedTickOptions } from '../../../lib/core/ticks/once-options.js';
import { IntervalSchedule } from '../../../lib/core/ticks/schedule.js';
import { TickClock } from '../../../lib/core/ticks/tick-clock.js';
import { type TickElector } from '../../../lib/core/ticks/tick-elector.js';
import { RecordingLogger } from '../../support/recording-logger.js';

const day = 24 * 3_600_000;
const now = Date.UTC(2030, 0, 1);
const done = (begun: number): LedgerEntry => ({ begun, attempt: 1, finished: begun });

describe('An entry of the ledger', () => {
  it('is read as it was written', () => {
    const instant = fc.integer({ min: 0, max: 4e12 });
    const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
    const entry = fc.record({
      schedule: maybe(fc.string()),
      since: maybe(instant),
      begun: instant,
      attempt: fc.integer({ min: 1, max: 101 }),
      startedAt: maybe(instant),
      finished: maybe(instant),
      finishedAt: maybe(instant),
      givenUp: fc.constantFrom('interrupted', 'late', undefined),
      failure: maybe(
        fc.record({
          scheduledAt: instant,
          at: instant,
          attempt: fc.integer({ min: 1, max: 9 }),
          times: fc.integer({ min: 1, max: 9 }),
          message: fc.string().map(shortMessage),
        }),
      ),
    });
    fc.assert(fc.property(entry, written => expect(parseEntry(formatEntry(written))).toEqual(written)));
  });

  it('is understood as earlier versions wrote it', () => {
    const text = '{"begun":"2030-01-01T00:00:00.000Z","attempt":2,"givenUp":true}';
    expect(parseEntry(text)).toEqual({ begun: now, attempt: 2, givenUp: 'interrupted' });
  });

  it('has the first line of a failure, at most 200 letters of it, and of a long schedule a hash', () => {
    expect(shortMessage('no paper\n    at printer.js:1')).toBe('no paper');
    expect(shortMessage('x'.repeat(500))).toHaveLength(200);
    const [one, other] = [1, 2].map(last => scheduleId({ text: `${'0,'.repeat(99)}${last} * * * *` }));
    expect([one.length <= 80, one === other]).toEqual([true, false]);
  });

  it.each(['', 'null', '[]', '7', '{}', '{"begun":1}', '{"begun":"soon"}', '{"begun":"2030-01-01","attempt":0}', '{'])(
    'is none where somebody wrote %s, which is said once',
    text => {
      const notes = new MemoryAnnotations(now);
      const logger = new RecordingLogger();
      notes.changeLater({ [`${tickPrefix}job`]: text });
      const ledger = new Ledger(notes, logger, 'billing');
      expect([ledger.entry('job'), ledger.entry('job')]).toEqual([undefined, undefined]);
      expect(logger.of('warn')).toEqual([expect.stringContaining(`${tickPrefix}job is not understood`)]);
    },
  );

  it('is dropped with its job, once nobody could need it, and only then', () => {
    const notes = new MemoryAnnotations(now);
    const ledger = new Ledger(notes, new RecordingLogger(), 'billing');
    ledger.setLater('gone', done(now - 401 * day));
    ledger.setLater('known', done(now - 800 * day));
    ledger.setLater('of-another-version', done(now - 399 * day));
    notes.changeLater({ other: 'theirs' });
    ledger.forgetJobsBut(new Set(['known']), now);
    expect(ledger.jobs).toEqual(['known', 'of-another-version']);
    expect(notes.all).toHaveProperty('other');
  });
});

describe('What is due', () => {
  const schedule = new IntervalSchedule(1000);
  const options: ResolvedTickOptions = {
    catchUp: undefined,
    missed: 'all',
    retryInterrupted: 0,
    retryFailed: 0,
    jitter: 0,
    catchUpNew: false,
  };
  const known: LedgerEntry = { since: now - 5001, attempt: 1 };
  const question = { entry: known, schedule, options, lateness: day, delay: () => 0, now };

  it('is the oldest missed tick, or the latest, with what that supersedes', () => {
    expect(dueIn(question)).toEqual({ type: 'run', scheduledAt: now - 5000, after: now - 5001 });
    const latest: ResolvedTickOptions = { ...options, missed: 'latest' };
    expect(dueIn({ ...question, options: latest })).toEqual({ type: 'run', scheduledAt: now, after: now - 5001 });
  });

  it('is nothing that is not later than what was begun, or than what counts', () => {
    expect(dueIn({ ...question, entry: done(now) })).toEqual({ type: 'nothing' });
    expect(dueIn({ ...question, entry: done(now + day) })).toEqual({ type: 'nothing' });
    expect(dueIn({ ...question, entry: { ...done(now - day), since: now } })).toEqual({ type: 'nothing' });
  });

  it('is to pass over what is too late', () => {
    expect(dueIn({ ...question, entry: done(now - day), lateness: 1000 })).toEqual({
      type: 'missed',
      after: now - day,
      until: now - 1001,
    });
    const entry = { ...done(now - day), since: now - 1001 };
    expect(dueIn({ ...question, entry, lateness: 1000 })).toMatchObject({ type: 'run', scheduledAt: now - 1000 });
  });

  it('is nothing whose begin is put off, and the latest of those that are not', () => {
    const delay = (tick: number) => (tick === now ? 500 : 0);
    const latest: ResolvedTickOptions = { ...options, missed: 'latest' };
    expect(dueIn({ ...question, options: latest, delay })).toMatchObject({ type: 'run', scheduledAt: now - 1000 });
    expect(dueIn({ ...question, entry: done(now - 1000), delay })).toEqual({ type: 'nothing' });
    expect(nextBegin(schedule, now, 1000, delay)).toBe(now + 500);
  });

  it('is to run again what failed, or was interrupted, as often as that says', () => {
    const begun: LedgerEntry = { begun: now, attempt: 1 };
    const failure = { scheduledAt: now, at: now, attempt: 1, times: 1, message: '' };
    expect(dueIn({ ...question, entry: begun })).toEqual({ type: 'interrupted', entry: begun, retry: false });
    const once = { ...question, options: { ...options, retryInterrupted: 1 } };
    expect(dueIn({ ...once, entry: begun })).toMatchObject({ retry: true });
    expect(dueIn({ ...once, entry: { ...begun, attempt: 2 } })).toMatchObject({ retry: false });
    // Of two attempts one has failed, and one was interrupted.
    expect(dueIn({ ...once, entry: { ...begun, attempt: 2, failure } })).toMatchObject({ retry: true });
    expect(dueIn({ ...question, entry: { ...begun, failure } })).toMatchObject({ type: 'failed' });
  });

  it('may be late by five minutes, or by three leases', () => {
    expect(latenessAllowed(options, 20_000)).toBe(300_000);
    expect(latenessAllowed(options, 200_000)).toBe(600_000);
    expect(latenessAllowed({ ...options, catchUp: 0 }, 20_000)).toBe(1000);
    expect(latenessAllowed({ ...options, catchUp: day }, 20_000)).toBe(day);
    expect(latenessAllowed({ ...options, catchUp: day, jitter: 5000 }, 20_000)).toBe(day + 5000);
  });
});

describe('The clock of ticks', () => {
  function clockThatIsOff(error: number) {
    const logger = new RecordingLogger();
    const elector = { clock: { wall: () => now + error }, clockError: error, options: { logger } };
    return { elector, logger, clock: new TickClock(elector as unknown as TickElector) };
  }

  it('is warned about once where it is far from the API server, and once more when it no longer is', () => {
    const { elector, logger, clock } = clockThatIsOff(-10_000);
    clock.now();
    clock.now();
    elector.clockError = 0;
    clock.now();
    expect(logger.lines).toEqual([
      expect.stringContaining("warn This machine's clock is 10 s behind the API server's"),
      expect.stringContaining("log This machine's clock agrees"),
    ]);
  });

  it("goes by the API server's, of which it may be an hour behind", () => {
    expect(clockThatIsOff(30_000).clock.now()).toBe(now);
    expect(clockThatIsOff(-30_000).clock.now()).toBe(now);
    expect(clockThatIsOff(365 * day).clock.now()).toBe(now);
    expect(clockThatIsOff(-day).clock.now()).toBe(now - day + 3_600_000);
  });

  it("is only off by what the server's Date proves, however long its answer took", () => {
    const clock = new ServerClock();
    expect(clock.errorAt({ mono: 0, wall: now })).toBe(0);
    clock.observe({ serverTime: now, sent: 0, received: 10_000 });
    expect(clock.errorAt({ mono: 10_000, wall: now + 10_000 })).toBe(0);
    expect(clock.errorAt({ mono: 10_000, wall: now + 12_000 })).toBe(1000);
    expect(clock.errorAt({ mono: 10_000, wall: now - 3000 })).toBe(-3000);
    expect(clock.errorAt({ mono: 70_000, wall: now + 60_000 })).toBe(0);
  });
});
