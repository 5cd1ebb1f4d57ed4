import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { Cron, Interval, ScheduleModule } from '@nestjs/schedule';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type InterruptedTick, LeaderService, OnlyLeader } from '../../../lib/index.js';
import { ManualClock } from '../../../lib/testing/index.js';
import { closeApps, switchedApp } from '../nest/switched-app.js';

afterEach(closeApps);

const minute = 60_000;
const hour = 60 * minute;

/** Half an hour before midnight in Berlin. */
const evening = Date.UTC(2030, 0, 1, 22, 30);
const midnight = '2030-01-01T23:00:00.000Z';

@Injectable()
class InvoiceJobs {
  static readonly ran: string[] = [];
  static work: () => unknown = () => {};

  constructor(private readonly leader: LeaderService) {
    InvoiceJobs.ran.length = 0;
    InvoiceJobs.work = () => {};
  }

  @Cron('0 0 * * *', { name: 'invoices', timeZone: 'Europe/Berlin' })
  @OnlyLeader({ once: true, catchUp: '2h' })
  async sendInvoices() {
    const { scheduledAt, attempt } = this.leader.currentRun!;
    InvoiceJobs.ran.push(`${scheduledAt!.toISOString()} ${attempt}`);
    await InvoiceJobs.work();
  }
}

async function nightlyApp(jobs: new (leader: LeaderService) => unknown = InvoiceJobs) {
  const clock = new ManualClock({ wall: evening });
  const app = await switchedApp({ imports: [ScheduleModule.forRoot()], providers: [jobs as never] }, { clock });
  const interrupted: InterruptedTick[] = [];
  app.module.get(LeaderService).on('interrupted', tick => interrupted.push(tick));
  return { ...app, clock, interrupted, leader: app.module.get(LeaderService) };
}

describe('A job with once', () => {
  it('runs at midnight in its time zone, and says which tick it is', async () => {
    const { leadership, clock } = await nightlyApp();
    await leadership.acquire();
    await clock.advance(29 * minute);
    expect(InvoiceJobs.ran).toEqual([]);
    await clock.advance(2 * minute);
    expect(InvoiceJobs.ran).toEqual([`${midnight} 1`]);
    await clock.advance(24 * hour);
    expect(InvoiceJobs.ran).toHaveLength(2);
  });

  it('runs late in a process that begins to lead after midnight', async () => {
    const { leadership, clock } = await nightlyApp();
    await clock.advance(2 * hour);
    await leadership.acquire();
    await clock.advance(1);
    expect(InvoiceJobs.ran).toEqual([`${midnight} 1`]);
  });

  it('does not run where it would be later than catchUp', async () => {
    const { leadership, clock } = await nightlyApp();
    await clock.advance(2.5 * hour + 2);
    await leadership.acquire();
    await clock.advance(1);
    expect(InvoiceJobs.ran).toEqual([]);
  });

  it('does not run again where midnight comes again, by a clock that is set back or in another term', async () => {
    const { leadership, clock } = await nightlyApp();
    await leadership.acquire();
    await clock.advance(31 * minute);
    clock.jumpWall(-5 * minute);
    await clock.advance(10 * minute);
    await leadership.lose();
    await leadership.acquire();
    await clock.advance(minute);
    expect(InvoiceJobs.ran).toEqual([`${midnight} 1`]);
  });

  it('runs once where the scheduler calls it too, and its promise waits for the run', async () => {
    const { leadership, clock, module } = await nightlyApp();
    let finish = () => {};
    InvoiceJobs.work = () => new Promise<void>(resolve => (finish = resolve));
    await clock.advance(31 * minute);
    await leadership.acquire();
    const jobs = module.get(InvoiceJobs);
    let settled = 0;
    const calls = [jobs.sendInvoices(), jobs.sendInvoices()].map(call => call.then(() => settled++));
    await nextTurn();
    expect([InvoiceJobs.ran, settled]).toEqual([[`${midnight} 1`], 0]);
    finish();
    await Promise.all(calls);
    await jobs.sendInvoices();
    expect(InvoiceJobs.ran).toEqual([`${midnight} 1`]);
  });

  it('is left to the leader elsewhere', async () => {
    const { clock, module, logger } = await nightlyApp();
    await clock.advance(31 * minute);
    await expect(module.get(InvoiceJobs).sendInvoices()).resolves.toBeUndefined();
    expect(InvoiceJobs.ran).toEqual([]);
    expect(logger.of('debug Invoice')).toEqual([expect.stringContaining('InvoiceJobs.sendInvoices was skipped')]);
  });

  it('is done when it fails, and the error is logged', async () => {
    const { leadership, clock, logger, interrupted } = await nightlyApp();
    InvoiceJobs.work = () => Promise.reject(new Error('no paper'));
    await leadership.acquire();
    await clock.advance(31 * minute);
    await leadership.lose();
    await leadership.acquire();
    await clock.advance(minute);
    expect([InvoiceJobs.ran.length, interrupted]).toEqual([1, []]);
    expect(logger.of('error')).toEqual([expect.stringContaining('InvoiceJobs.sendInvoices failed: Error: no paper')]);
  });

  it('is reported where its leader ended in the middle of it, and not run again', async () => {
    const { leadership, clock, interrupted, logger } = await nightlyApp();
    InvoiceJobs.work = () => new Promise((_, reject) => setImmediate(() => reject(new Error('cut off'))));
    await leadership.acquire();
    await clock.advance(30 * minute - 1);
    const midnightComes = clock.advance(1);
    await nextTurn();
    await leadership.lose('deadline');
    await midnightComes;
    await leadership.acquire();
    await clock.advance(hour);
    expect(InvoiceJobs.ran).toEqual([`${midnight} 1`]);
    expect(interrupted).toEqual([{ job: 'invoices', scheduledAt: new Date(midnight), attempt: 1, retried: false }]);
    expect(logger.of('warn')).toContainEqual(expect.stringContaining('it is not run again'));
    await leadership.lose();
    await leadership.acquire();
    expect(interrupted).toHaveLength(1);
  });

  it('with retryInterrupted is run again by the next leader, as often as that says', async () => {
    @Injectable()
    class Retried extends InvoiceJobs {
      @Cron('0 0 * * *', { name: 'invoices', timeZone: 'Europe/Berlin' })
      @OnlyLeader({ once: true, catchUp: '1m', retryInterrupted: 2 })
      override async sendInvoices() {
        InvoiceJobs.ran.push(String((this as unknown as { leader: LeaderService }).leader.currentRun!.attempt));
        await InvoiceJobs.work();
      }
    }
    const { leadership, clock, interrupted, leader } = await nightlyApp(Retried);
    InvoiceJobs.work = () =>
      new Promise((_, reject) => {
        const { signal } = leader.currentRun!;
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
    await clock.advance(30 * minute);
    for (let term = 0; term < 4; term++) {
      await leadership.acquire();
      await clock.advance(5 * minute); // later than catchUp: what was begun is brought to its end all the same
      await leadership.lose('replaced');
    }
    expect(InvoiceJobs.ran).toEqual(['1', '2', '3']);
    expect(interrupted.map(({ attempt, retried }) => `${attempt} ${retried}`)).toEqual(['1 true', '2 true', '3 false']);
  });

  it('is let through by a stub that leads, and skipped by one that does not', async () => {
    const work = InvoiceJobs.prototype.sendInvoices;
    const ran: unknown[] = [];
    InvoiceJobs.work = () => void ran.push('ran');
    const stub = { isLeader: true, currentRun: { scheduledAt: new Date(midnight), attempt: 1 } };
    const { Test } = await import('@nestjs/testing');
    const module = await Test.createTestingModule({
      providers: [InvoiceJobs, { provide: LeaderService, useValue: stub }],
    }).compile();
    InvoiceJobs.work = () => void ran.push('ran');
    await work.call(module.get(InvoiceJobs));
    stub.isLeader = false;
    await work.call(module.get(InvoiceJobs));
    expect(ran).toEqual(['ran']);
  });
});

describe('An interval with once', () => {
  it('keeps its period across handovers', async () => {
    const ran: number[] = [];
    @Injectable()
    class Sweeper {
      constructor(private readonly leader: LeaderService) {}

      @Interval('sweep', 10 * minute)
      @OnlyLeader({ once: true })
      sweep() {
        ran.push(this.leader.currentRun!.scheduledAt!.getTime());
      }
    }
    const { leadership, clock } = await nightlyApp(Sweeper);
    await leadership.acquire();
    await clock.advance(25 * minute);
    await leadership.lose();
    await clock.advance(9 * minute);
    await leadership.acquire();
    await clock.advance(20 * minute);
    expect(ran.map(tick => (tick - evening) / minute)).toEqual([0, 10, 20, 30, 40, 50]);
  });
});

describe('runOnce', () => {
  it('runs a tick that the ledger does not have, once, and passes its result on', async () => {
    const { leadership, leader } = await nightlyApp();
    const tick = new Date(midnight);
    expect(await leader.runOnce('report', tick, () => 'too early')).toBeUndefined();
    await leadership.acquire();
    const both = [1, 2].map(n => leader.runOnce('report', tick, () => `${n} ${leader.currentRun!.attempt}`));
    expect(await Promise.all(both)).toEqual(['1 1', undefined]);
    expect(await leader.runOnce('report', new Date(+tick - 1), () => 'older')).toBeUndefined();
    expect(await leader.runOnce('report', new Date(+tick + 1), () => 'newer')).toBe('newer');
    await expect(leader.runOnce('report', new Date(+tick + 2), () => Promise.reject(new Error('no')))).rejects.toThrow(
      'no',
    );
  });

  it('runs an interrupted tick again where it is told to', async () => {
    const { leadership, leader, interrupted } = await nightlyApp();
    await leadership.acquire();
    const attempt = (retryInterrupted: number) =>
      leader.runOnce(
        'report',
        new Date(midnight),
        () => {
          const { signal, attempt } = leader.currentRun!;
          if (attempt === 2) return 'done';
          return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
        },
        { retryInterrupted },
      );
    const first = attempt(1).catch(() => 'interrupted');
    await nextTurn();
    await leadership.lose();
    expect(await first).toBe('interrupted');
    await leadership.acquire();
    expect(interrupted).toMatchObject([{ job: 'report', attempt: 1 }]);
    expect([await attempt(0), await attempt(1), await attempt(2)]).toEqual([undefined, 'done', undefined]);
  });

  it('refuses names that cannot be an annotation, and those of jobs with a schedule', async () => {
    const { leader } = await nightlyApp();
    for (const name of ['', 'send invoices', 'a'.repeat(64), 'invoices']) {
      await expect(leader.runOnce(name, new Date(), () => {})).rejects.toThrow(/LeaderService.runOnce/);
    }
  });
});
