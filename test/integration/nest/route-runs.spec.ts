import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { interval, map, Observable, take } from 'rxjs';
import { LeaderService, OnlyLeader } from '../../../lib/index.js';
import { closeApps, startedApp } from './started-app.js';

afterEach(closeApps);

@Controller()
class Reports {
  constructor(private readonly leader: LeaderService) {}

  @Get('report')
  @OnlyLeader()
  async report(): Promise<string> {
    await nextTurn();
    return `${this.leader.health.runs}`;
  }

  @Get('stream')
  @OnlyLeader()
  stream(): Observable<string> {
    return interval(1).pipe(
      take(1),
      map(() => `${this.leader.health.runs}`),
    );
  }
}

describe('A route, whose run lasts until its answer is sent,', () => {
  it.each(['report', 'stream'])('is one run to whoever counts and traces them: %s', async path => {
    const { leadership, leader, url } = await startedApp({ controllers: [Reports] });
    await leadership.acquire();
    const begun: string[] = [];
    let ended = 0;
    leader.traceRuns({
      began: name => {
        begun.push(name);
        return { within: fn => fn(), ended: () => ended++ };
      },
    });
    const answers = await Promise.all([1, 2, 3].map(async () => (await fetch(`${url}/${path}`)).text()));
    expect(answers.every(text => Number(text) <= 3)).toBe(true);
    expect(await (await fetch(`${url}/${path}`)).text()).toBe('1');
    expect(new Set(begun)).toEqual(new Set([`Reports.${path}`]));
    while (leader.health.runs > 0) await nextTurn();
    expect(ended).toBe(begun.length);
    if (path === 'report') expect(begun).toHaveLength(4);
  });
});
