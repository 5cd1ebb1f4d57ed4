import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MemoryAnnotations } from '../../../lib/core/elector/lease-annotations.js';
import { ServerClock } from '../../../lib/core/elector/server-clock.js';
import { tickPrefix } from '../../../lib/core/ticks/tick-prefix.js';
import { dueIn } from '../../../lib/core/ticks/due.js';
import { Ledger } from '../../../lib/core/ticks/ledger.js';
import { formatEntry, parseEntry } from '../../../lib/core/ticks/ledger-entry.js';
import { latenessAllowed, type ResolvedTickOptions } from '../../../lib/core/ticks/once-options.js';
import { IntervalSchedule } from '../../../lib/core/ticks/schedule.js';
import { TickClock } from '../../../lib/core/ticks/tick-clock.js';
import { type TickElector } from '../../../lib/core/ticks/tick-elector.js';
import { RecordingLogger } from '../../support/recording-logger.js';

const day = 24 * 3_600_000;
const now = Date.UTC(2030, 0, 1);
const done = (begun: number) => ({ begun, attempt: 1, finished: begun, givenUp: false });

describe('An entry of the ledger', () => {
  it('is read as it was written', () => {
    const instant = fc.integer({ min: 0, max: 4e12 });
    const entry = fc.record({
      begun: instant,
      attempt: fc.integer({ min: 1, max: 101 }),
      finished: fc.option(instant, { nil: undefined }),
      givenUp: fc.boolean(),
    });
    fc.assert(fc.property(entry, written => expect(parseEntry(formatEntry(written))).toEqual(written)));
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
    ledger.setLater('gone', done(now - 61 * day));
    ledger.setLater('known', done(now - 400 * day));
    ledger.setLater('of-another-version', done(now - 59 * day));
    notes.changeLater({ other: 'theirs' });
    ledger.forgetJobsBut(new Set(['known']), now);
    expect(ledger.jobs).toEqual(['known', 'of-another-version']);
    expect(notes.all).toHaveProperty('other');
  });
});

describe('What is due', () => {
  const schedule = new IntervalSchedule(1000);
  const options: ResolvedTickOptions = { catchUp: undefined, missed: 'all', retryInterrupted: 0, catchUpNew: false };
  const question = { entry: undefined, schedule, options, lateness: day, now, leaseCreatedAt: now - day };

  it('is the oldest missed tick, or the latest', () => {
    expect(dueIn({ ...question, lateness: 5000 })).toEqual({ type: 'run', scheduledAt: now - 5000 });
    const latest: ResolvedTickOptions = { ...options, missed: 'latest' };
    expect(dueIn({ ...question, options: latest })).toEqual({ type: 'run', scheduledAt: now });
  });

  it('is nothing from before the lease was made, for a job that it does not know, unless that is asked for', () => {
    const young = { ...question, lateness: 5000, leaseCreatedAt: now - 1500 };
    expect(dueIn(young)).toEqual({ type: 'run', scheduledAt: now - 1000 });
    expect(dueIn({ ...young, leaseCreatedAt: now + 1 })).toEqual({ type: 'nothing' });
    const asked = { ...options, catchUpNew: true };
    expect(dueIn({ ...young, options: asked })).toEqual({ type: 'run', scheduledAt: now - 5000 });
  });

  it('is nothing that is not later than what was begun, and nothing that is too late', () => {
    expect(dueIn({ ...question, entry: done(now) })).toEqual({ type: 'nothing' });
    expect(dueIn({ ...question, entry: done(now + day) })).toEqual({ type: 'nothing' });
    expect(dueIn({ ...question, entry: done(now - day), lateness: 1000 })).toEqual({
      type: 'run',
      scheduledAt: now - 1000,
    });
  });

  it('may be late by five minutes, or by three leases', () => {
    expect(latenessAllowed(options, 20_000)).toBe(300_000);
    expect(latenessAllowed(options, 200_000)).toBe(600_000);
    expect(latenessAllowed({ ...options, catchUp: 0 }, 20_000)).toBe(1000);
    expect(latenessAllowed({ ...options, catchUp: day }, 20_000)).toBe(day);
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

  it('is never ahead by more than a minute', () => {
    expect(clockThatIsOff(30_000).clock.now()).toBe(now + 30_000);
    expect(clockThatIsOff(365 * day).clock.now()).toBe(now + 60_000);
    expect(clockThatIsOff(-day).clock.now()).toBe(now - day);
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
