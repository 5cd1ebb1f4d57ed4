import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { Cron, SchedulerRegistry } from '@nestjs/schedule';
import { CronTime } from 'cron';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { LeaderService, OnlyLeader, type OnlyLeaderOptions } from '../../../lib/index.js';
import { closeApps } from '../nest/switched-app.js';
import { evening, hour, jobsApp, minute } from './jobs-app.js';

afterEach(closeApps);

/** A job every ten minutes that does what a test says. */
async function app(options: OnlyLeaderOptions, work: (leader: LeaderService) => unknown = () => {}) {
  const ran: string[] = [];
  @Injectable()
  class Jobs {
    constructor(private readonly leader: LeaderService) {}

    @Cron('*/10 * * * *', { name: 'sweep', timeZone: 'Europe/Berlin' })
    @OnlyLeader({ once: true, ...options })
    async sweep() {
      const { scheduledAt, attempt } = this.leader.currentRun!;
      ran.push(`${scheduledAt!.toISOString().slice(11, 16)} ${attempt}`);
      await work(this.leader);
    }
  }
  return { ...(await jobsApp(Jobs)), ran };
}

describe('Every tick has an outcome:', () => {
  it('done', async () => {
    const { leadership, clock, events, job } = await app({});
    await leadership.acquire();
    await clock.advance(10 * minute);
    const at = new Date(evening + 10 * minute - 1);
    expect(events.at(-1)).toEqual({
      job: 'sweep',
      outcome: 'done',
      scheduledAt: at,
      attempt: 1,
      startedAt: at,
      finishedAt: at,
    });
    expect(job('sweep')).toMatchObject({
      schedule: '*/10 * * * * Europe/Berlin',
      isActive: true,
      next: [20, 30, 40].map(minutes => new Date(evening + minutes * minute - 1)),
      last: { outcome: 'done', scheduledAt: at, attempt: 1 },
      runningSince: undefined,
      paused: undefined,
    });
  });

  it('failed, with what it threw', async () => {
    const error = new Error('no paper\nin the printer');
    const { leadership, clock, events, ticks, job } = await app({}, () => Promise.reject(error));
    await leadership.acquire();
    await clock.advance(10 * minute);
    expect([ticks().at(-1), events.at(-1)!.error]).toEqual(['21:40 failed 1', error]);
    expect(job('sweep')).toMatchObject({
      last: { outcome: 'failed' },
      lastFailure: { message: 'Error: no paper', scheduledAt: new Date(evening + 10 * minute - 1) },
    });
  });

  it('interrupted, when somebody leads again', async () => {
    const { leadership, clock, leader, ticks, job } = await app({}, ({ currentRun }) => {
      const { signal } = currentRun!;
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    });
    await leadership.acquire();
    await clock.advance(10 * minute);
    expect(job('sweep').runningSince).toEqual(new Date(evening + 10 * minute - 1));
    await leadership.lose();
    await leadership.acquire();
    await clock.advance(1);
    expect(ticks()).toEqual(['21:40 interrupted 1']);
    expect(leader.jobs()[0].last!.outcome).toBe('interrupted');
  });

  it('missed: older than catchUp, which is warned of', async () => {
    const { leadership, clock, ticks, logger } = await app({ catchUp: '15m', missed: 'all' });
    await leadership.acquire();
    await clock.advance(10 * minute);
    await leadership.lose();
    await clock.advance(42 * minute);
    await leadership.acquire();
    await clock.advance(1);
    expect(ticks()).toEqual(['21:40 done 1', '21:50 missed 0', '22:00 missed 0', '22:10 done 1', '22:20 done 1']);
    expect(logger.of('warn')).toEqual([
      expect.stringContaining(
        'Jobs.sweep: 2 ticks from 2030-01-01T21:50:00.000Z to 2030-01-01T22:00:00.000Z were not run',
      ),
    ]);
    await leadership.lose();
    await leadership.acquire();
    expect(ticks()).toHaveLength(5);
  });

  it('superseded by a later one, which is warned of', async () => {
    const { leadership, clock, ticks, logger } = await app({ catchUp: '1h' });
    await leadership.acquire();
    await clock.advance(10 * minute);
    await leadership.lose();
    await clock.advance(22 * minute);
    await leadership.acquire();
    await clock.advance(1);
    expect(ticks()).toEqual(['21:40 done 1', '21:50 superseded 0', '22:00 done 1']);
    expect(logger.of('warn')).toEqual([expect.stringContaining('the tick of 2030-01-01T21:50:00.000Z was not run')]);
  });

  it('late: begun, and too late by the time that it was written', async () => {
    const { leadership, clock, ticks, module, ran } = await app({ catchUp: 0 });
    await leadership.acquire();
    await clock.advance(10 * minute - 2);
    const { annotations } = elector(module.get(LeaderService));
    const change = annotations.change.bind(annotations);
    annotations.change = async changes => {
      clock.jumpWall(5000);
      return change(changes);
    };
    await clock.advance(1);
    annotations.change = change;
    await clock.advance(10 * minute);
    expect([ticks(), ran]).toEqual([['21:40 late 1', '21:50 done 1'], ['21:50 1']]);
  });

  it('each tick of a backlog is as late as it may be when it begins, not when the backlog was found', async () => {
    let slow = false;
    const { leadership, clock, ticks } = await app({ catchUp: '25m', missed: 'all' }, () => {
      if (slow) clock.jumpWall(16 * minute);
      slow = false;
    });
    await leadership.acquire();
    await clock.advance(10 * minute);
    await leadership.lose();
    await clock.advance(30 * minute);
    slow = true;
    await leadership.acquire();
    await clock.advance(1);
    // At 22:10 the three were young enough; the first took until 22:26.
    expect(ticks()).toEqual(['21:40 done 1', '21:50 done 1', '22:00 missed 0', '22:10 done 1', '22:20 done 1']);
  });
});

describe('The end of a tick', () => {
  it('is written at once, so that a crash after it repeats nothing; at most two writes a tick', async () => {
    const { leadership, clock, leader } = await app({});
    const { annotations } = elector(leader);
    const writes: string[] = [];
    const change = annotations.change.bind(annotations);
    annotations.change = changes => {
      const [entry] = Object.values(changes as Record<string, string>);
      const { begun, finished } = JSON.parse(entry) as { begun?: string; finished?: string };
      writes.push(finished !== undefined && finished === begun ? 'end' : 'begin');
      return change(changes);
    };
    await leadership.acquire();
    await clock.advance(20 * minute);
    expect(writes).toEqual(['begin', 'end', 'begin', 'end']);
  });

  it('goes with the write of the next begin if that is due within a second', async () => {
    const writes: number[] = [];
    @Injectable()
    class Jobs {
      @Cron('* * * * * *', { name: 'often' })
      @OnlyLeader({ once: true })
      often() {}
    }
    const { leadership, clock, leader } = await jobsApp(Jobs);
    const { annotations } = elector(leader);
    const change = annotations.change.bind(annotations);
    annotations.change = changes => (writes.push(clock.wall()), change(changes));
    await leadership.acquire();
    await clock.advance(10_000);
    expect(writes.length).toBeLessThanOrEqual(12);
    expect(JSON.parse(annotations.all['ticks.nestjs-kubernetes-leader/often'])).toHaveProperty('finishedAt');
  });
});

describe('A job that failed', () => {
  it('is run again as often as retryFailed says, after a while, by this leader or the next', async () => {
    const { leadership, clock, ran, ticks, logger } = await app({ retryFailed: 2 }, () =>
      Promise.reject(new Error('no')),
    );
    await leadership.acquire();
    await clock.advance(10 * minute);
    expect(ran).toEqual(['21:40 1']);
    await clock.advance(1000);
    expect(ran).toEqual(['21:40 1', '21:40 2']);
    await leadership.lose();
    await leadership.acquire();
    await clock.advance(2000);
    expect(ran).toEqual(['21:40 1', '21:40 2', '21:40 3']);
    await clock.advance(5 * minute);
    expect([ran.length, ticks()]).toEqual([3, ['21:40 failed 3']]);
    expect(logger.of('error')).toEqual([
      expect.stringContaining('failed: Error: no It is run again in 1s.'),
      expect.stringContaining('failed: Error: no It is run again in 2s.'),
      expect.stringMatching(/failed: Error: no$/),
    ]);
    expect(logger.of('warn')).toEqual([]);
  });

  it.each([
    ['without a text', Object.create(null)],
    ['whose message throws', Object.defineProperty(new Error(), 'message', { get: () => fail() })],
    ['undefined', undefined],
  ])('is logged whatever it rejects with: something %s', async (_, reason) => {
    const { leadership, clock, ticks, logger } = await app({ retryInterrupted: 1 }, () =>
      Promise.reject(reason as Error),
    );
    await clock.advance(15 * minute);
    await leadership.acquire();
    await clock.advance(10 * minute);
    expect(ticks().at(-1)).toBe('21:50 failed 1');
    expect(logger.of('error')[0]).toContain('Jobs.sweep failed: ');
    expect(leadership).toBeDefined();
  });
});

function fail(): never {
  throw new Error('this, too');
}

/** For what a test cannot have happen otherwise. */
function elector(leader: LeaderService) {
  const internals = (leader as unknown as Record<symbol, unknown>)[Symbol.for('nestjs-kubernetes-leader.internals')];
  return (internals as { elector: { annotations: Annotations } }).elector;
}

interface Annotations {
  readonly all: Record<string, string>;
  change(changes: object): Promise<string>;
  edit(changes: object): Promise<void>;
}

/** The next write waits until the result is called. */
function untilReachable(leader: LeaderService): () => void {
  const { annotations } = elector(leader);
  const change = annotations.change.bind(annotations);
  let reachable = () => {};
  annotations.change = async changes => {
    annotations.change = change;
    const written = change(changes); // Whoever asks sees what is under way.
    await new Promise<void>(resolve => (reachable = resolve));
    return written;
  };
  return () => reachable();
}

describe('Nothing hangs:', () => {
  it('a job that calls itself, or runOnce of itself, gets an error at once', async () => {
    const errors: unknown[] = [];
    @Injectable()
    class Jobs {
      constructor(private readonly leader: LeaderService) {}

      @Cron('*/10 * * * *', { name: 'sweep' })
      @OnlyLeader({ once: true })
      async sweep(): Promise<void> {
        await this.sweep().catch((error: unknown) => errors.push(error));
        const again = () => this.leader.runOnce('inner', new Date(evening), () => {});
        await this.leader.runOnce('inner', new Date(evening + 1), again).catch((error: unknown) => errors.push(error));
      }
    }
    const { leadership, clock, ticks } = await jobsApp(Jobs);
    await leadership.acquire();
    await clock.advance(10 * minute);
    expect(errors).toEqual([
      expect.objectContaining({
        code: 'waitsForItself',
        message: expect.stringContaining('Jobs.sweep was called from'),
      }),
      expect.objectContaining({ code: 'waitsForItself', message: expect.stringContaining("runOnce('inner')") }),
    ]);
    expect(ticks().at(-1)).toBe('21:40 done 1');
  });

  it('`await stepDown()` in a job gets an error at once, and the lease is handed over', async () => {
    const errors: unknown[] = [];
    const { leadership, clock, leader } = await app({}, async leader => {
      void leader.stepDown();
      await leader.stepDown({ cooldown: '1m' }).catch((error: unknown) => errors.push(error));
    });
    await leadership.acquire();
    await clock.advance(10 * minute);
    expect(errors).toEqual([expect.objectContaining({ code: 'waitsForItself' })]);
    expect(leader.isLeader).toBe(false);
  });

  it('a job that never settles is said, again and again, and its next ticks wait', async () => {
    let finish = () => {};
    const finished = new Promise<void>(resolve => (finish = resolve));
    const { leadership, clock, leader, ran, logger } = await app({ missed: 'all', catchUp: '2h' }, () => finished);
    const long: string[] = [];
    leader.on('longTick', ({ job, scheduledAt }) => long.push(`${job} ${scheduledAt.toISOString().slice(11, 16)}`));
    await leadership.acquire();
    await clock.advance(50 * minute);
    expect([ran, long]).toEqual([['21:40 1'], ['sweep 21:40', 'sweep 21:40', 'sweep 21:40']]);
    expect(logger.of('warn').map(line => /for \d+m/.exec(line)?.[0])).toEqual(['for 10m', 'for 20m', 'for 40m']);
    finish();
    await clock.advance(1);
    expect(ran.slice(0, 2)).toEqual(['21:40 1', '21:50 1']);
  });

  it('eleven jobs at one instant print no warning of a leak', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    class Jobs {}
    Injectable()(Jobs);
    for (let i = 0; i < 15; i++) {
      const key = `job${i}`;
      const descriptor = { value: () => nextTurn(), writable: true, configurable: true };
      OnlyLeader({ once: true })(Jobs.prototype, key, descriptor);
      Object.defineProperty(Jobs.prototype, key, descriptor);
      Cron('*/10 * * * *', { name: key })(Jobs.prototype, key, descriptor);
    }
    const { leadership, clock, ticks } = await jobsApp(Jobs);
    await leadership.acquire();
    await clock.advance(10 * minute);
    await nextTurn();
    process.off('warning', onWarning);
    expect([ticks().length, warnings]).toEqual([15, []]);
  });
});

describe('An operator', () => {
  it('pauses a job, sees why, and resumes it; what came meanwhile is not caught up', async () => {
    const { leadership, clock, leader, ran, job, ticks } = await app({ missed: 'all', catchUp: '7d' });
    await leadership.acquire();
    await leader.pauseJob('sweep', { reason: 'the printer is broken\nsince today' });
    await clock.advance(25 * minute);
    expect([ran, job('sweep').paused]).toEqual([[], { reason: 'the printer is broken' }]);
    await leadership.lose();
    await clock.advance(2 * minute);
    await leadership.acquire();
    await leader.resumeJob('sweep');
    await clock.advance(5 * minute);
    expect([ran, job('sweep').paused]).toEqual([['22:00 1'], undefined]);
    expect(ticks()).toEqual(['21:40 missed 0', '21:50 missed 0', '22:00 done 1']);
  });

  it('runs a job now, once, also one that is paused', async () => {
    const { leadership, clock, leader, ran } = await app({});
    await leader.runJob('sweep');
    await clock.advance(3 * minute);
    expect(ran).toEqual([]);
    await leadership.acquire();
    await clock.advance(1);
    expect(ran).toEqual(['21:30 1']);
    await leader.pauseJob('sweep');
    await leader.runJob('sweep');
    await clock.advance(5 * minute);
    expect(ran).toEqual(['21:30 1', '21:33 1']);
    await leader.resumeJob('sweep');
    await clock.advance(5 * minute);
    expect(ran).toEqual(['21:30 1', '21:33 1', '21:40 1']);
  });

  it('loses no tick by a run in between: those of the pause are told, and those that are put off still begin', async () => {
    const paused = await app({ missed: 'all', catchUp: '2h' });
    await paused.leadership.acquire();
    await paused.leader.pauseJob('sweep');
    await paused.clock.advance(10 * minute - 2);
    paused.clock.jumpWall(5000);
    await paused.leader.runJob('sweep');
    await paused.clock.advance(1);
    expect(paused.ticks()).toEqual(['21:40 missed 0', '21:40 done 1']);

    const late = await app({ jitter: '5m' });
    await late.leadership.acquire();
    await late.clock.advance(10 * minute);
    expect(late.ticks()).toEqual([]);
    await late.leader.runJob('sweep');
    await late.clock.advance(5 * minute);
    expect(late.ticks()).toEqual(['21:39 done 1', '21:40 done 1']);
  });

  it('who asks for a run of a job whose tick waits to be run again gets that run', async () => {
    const { leadership, clock, leader, ran, ticks } = await app({ retryFailed: 1 }, ({ currentRun }) =>
      currentRun!.attempt === 1 ? Promise.reject(new Error('no')) : undefined,
    );
    await leadership.acquire();
    await clock.advance(10 * minute);
    await leader.pauseJob('sweep');
    await clock.advance(2 * minute);
    await leadership.lose();
    await leadership.acquire();
    await leader.runJob('sweep');
    await clock.advance(1);
    expect([ran, ticks()]).toEqual([['21:40 1', '21:40 2'], ['21:40 done 2']]);
  });

  it('is told what became of an interrupted tick also while its job is paused', async () => {
    const { leadership, clock, leader, ticks } = await app({}, ({ currentRun }) => {
      const { signal } = currentRun!;
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    });
    await leadership.acquire();
    await clock.advance(10 * minute);
    await leader.pauseJob('sweep');
    await leadership.lose();
    await leadership.acquire();
    await clock.advance(1);
    expect(ticks()).toEqual(['21:40 interrupted 1']);
  });

  it('who pauses a job before the begin of its tick is written keeps it from being run', async () => {
    const { leadership, clock, leader, ran, ticks } = await app({ missed: 'all', catchUp: '2h' });
    await leadership.acquire();
    const { annotations } = elector(leader);
    const change = annotations.change.bind(annotations);
    annotations.change = async changes => {
      annotations.change = change;
      await leader.pauseJob('sweep');
      return change(changes);
    };
    await clock.advance(15 * minute);
    await leader.resumeJob('sweep');
    await clock.advance(5 * minute);
    expect([ran, ticks()]).toEqual([['21:50 1'], ['21:40 missed 0', '21:50 done 1']]);
  });

  it('whose request is written twice, because nobody knew whether it was, gets one run', async () => {
    const { leadership, clock, leader, ran } = await app({});
    const { annotations } = elector(leader);
    const request = { 'run.ticks.nestjs-kubernetes-leader/sweep': new Date(evening).toISOString() };
    await leadership.acquire();
    for (let i = 0; i < 2; i++) {
      await annotations.edit(request);
      await clock.advance(1000);
    }
    expect([ran, leader.jobs()[0].last?.outcome]).toEqual([['21:30 1'], 'done']);
  });

  it('does the same with annotations', async () => {
    const { leadership, clock, leader, ran } = await app({});
    const { annotations } = elector(leader);
    await leadership.acquire();
    await annotations.edit({ 'pause.ticks.nestjs-kubernetes-leader/sweep': 'by hand' });
    await clock.advance(15 * minute);
    expect(ran).toEqual([]);
    await annotations.edit({ 'run.ticks.nestjs-kubernetes-leader/sweep': 'now' });
    await clock.advance(1);
    expect(ran).toHaveLength(1);
  });

  it('is told what there is if a name is wrong', async () => {
    const { leader } = await app({});
    const message = /Expected the name of a job with `once` \(here: "sweep"\), got 'sweeep'/;
    await expect(leader.pauseJob('sweeep')).rejects.toThrow(message);
    await expect(leader.resumeJob('sweeep')).rejects.toThrow(message);
    await expect(leader.runJob('sweeep')).rejects.toThrow(message);
    await expect(leader.pauseJob('sweep', { reason: '' })).rejects.toThrow('Expected `reason` to be a text');
  });
});

describe('Jitter', () => {
  it('puts the begin off by a part of it, another each time, and keeps the name', async () => {
    const { leadership, clock, events } = await app({ jitter: '5m' });
    await leadership.acquire();
    await clock.advance(hour + 5 * minute);
    const delays = events.slice(0, 6).map(({ scheduledAt, startedAt }) => startedAt!.getTime() - scheduledAt.getTime());
    expect(delays).toHaveLength(6);
    expect(new Set(delays).size).toBe(6);
    expect(delays.every(delay => delay >= 0 && delay < 5 * minute)).toBe(true);
  });
});

describe('A job that is new, or has another schedule', () => {
  it('runs no tick from before that', async () => {
    const { leadership, clock, leader, ran } = await app({ catchUp: '2h', missed: 'all' });
    const { annotations } = elector(leader);
    await annotations.edit({
      'ticks.nestjs-kubernetes-leader/other': '{"begun":"2030-01-01T20:00:00.000Z","attempt":1}',
    });
    await clock.advance(35 * minute);
    await leadership.acquire();
    await clock.advance(6 * minute);
    expect(ran).toEqual(['22:10 1']);
    await leadership.lose();
    await clock.advance(15 * minute);
    const begun = '"begun":"2030-01-01T22:10:00.000Z","attempt":1,"finished":"2030-01-01T22:10:00.000Z"';
    await annotations.edit({
      'ticks.nestjs-kubernetes-leader/sweep': `{${begun},"schedule":"0 3 * * * Europe/Berlin"}`,
    });
    await leadership.acquire();
    await clock.advance(5 * minute);
    expect(ran).toEqual(['22:10 1', '22:30 1']);
  });

  it('catches up what was before with catchUpNew', async () => {
    const { leadership, clock, ran } = await app({ catchUp: '16m', missed: 'all', catchUpNew: true });
    await clock.advance(25 * minute);
    await leadership.acquire();
    await clock.advance(1);
    expect(ran).toEqual(['21:40 1', '21:50 1']);
  });
});

describe('Ticks that came due, and that nobody had begun before', () => {
  const changes: Record<string, (registry: SchedulerRegistry) => unknown> = {
    'setTime()': registry => registry.getCronJob('sweep').setTime(new CronTime('7 * * * *', 'Europe/Berlin')),
    'stop()': registry => registry.getCronJob('sweep').stop(),
    'deleteCronJob()': registry => registry.deleteCronJob('sweep'),
  };

  it.each(Object.keys(changes))('%s, are told: they waited for a run that was long', async change => {
    let end = () => {};
    const run = new Promise<void>(resolve => (end = resolve));
    const { leadership, clock, module, ran, ticks, logger } = await app({ missed: 'all', catchUp: '2h' }, () => run);
    await leadership.acquire();
    await clock.advance(32 * minute);
    changes[change](module.get(SchedulerRegistry));
    await clock.advance(minute);
    end();
    await clock.advance(minute);
    expect([ran, ticks().sort()]).toEqual([['21:40 1'], ['21:40 done 1', '21:50 missed 0', '22:00 missed 0']]);
    expect(logger.of('warn').filter(line => line.includes('not run'))).toEqual([
      expect.stringMatching(/Jobs.sweep: 2 ticks from .*T21:50:00.000Z to .*T22:00:00.000Z were not run: its schedule/),
    ]);
  });

  it.each([0, minute])(
    'setTime() %i ms before their begin could be written, are told, also if their job was paused',
    async delay => {
      const { leadership, clock, leader, module, ran, ticks } = await app({ missed: 'all', catchUp: '2h' });
      await leadership.acquire();
      const reachable = untilReachable(leader);
      await clock.advance(22 * minute);
      await leader.pauseJob('sweep');
      changes['setTime()'](module.get(SchedulerRegistry));
      await clock.advance(delay);
      reachable();
      await clock.advance(1);
      await leader.resumeJob('sweep');
      await clock.advance(30 * minute);
      expect([ran, ticks().sort()]).toEqual([['22:07 1'], ['21:40 missed 0', '21:50 missed 0', '22:07 done 1']]);
    },
  );
});

describe('A tick far ahead', () => {
  it('is warned of: in the ledger, and in runOnce', async () => {
    const { leadership, leader, logger } = await app({});
    await elector(leader).annotations.edit({
      'ticks.nestjs-kubernetes-leader/sweep':
        '{"begun":"2035-01-01T00:00:00.000Z","finished":"2035-01-01T00:00:00.000Z"}',
    });
    await leadership.acquire();
    await leader.runOnce('report', new Date(evening + 48 * hour), () => {});
    expect(logger.of('warn')).toEqual([
      expect.stringContaining('the tick of 2035-01-01T00:00:00.000Z of the job "sweep" is written down as begun'),
      expect.stringContaining("runOnce('report') was asked for the tick of 2030-01-03"),
    ]);
  });

  it('is not run again by a quarterly runOnce on any day of the quarter, nor long after', async () => {
    const { leadership, clock, leader } = await app({});
    await leadership.acquire();
    const ran: string[] = [];
    for (let day = 0; day < 90; day += 10) {
      await leader.runOnce('quarter', new Date(Date.UTC(2030, 0, 1)), () => void ran.push('quarter'));
      await leadership.lose();
      clock.jumpWall(10 * 24 * hour);
      await leadership.acquire();
    }
    expect(ran).toEqual(['quarter']);
    await expect(leader.runOnce('old', new Date(Date.UTC(2028, 0, 1)), () => {})).rejects.toThrow(
      'at most 400 days old',
    );
  });
});
