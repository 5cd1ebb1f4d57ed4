import { afterEach, describe, expect, it } from '@jest/globals';
import * as common from '@nestjs/common';
import * as schedule from '@nestjs/schedule';
import { transformSync } from '@swc/core';
import * as library from '../../../lib/index.js';
import { asModule, documentedExamples } from '../../support/document-code.js';
import { closeApps } from '../nest/switched-app.js';
import { evening, hour, jobsApp } from './jobs-app.js';

afterEach(closeApps);

/** The class of the guide's example, compiled from the text that people read. */
function guide(): new (leader: library.LeaderService, invoices: object) => object {
  const example = documentedExamples().find(({ code }) => code.includes('closeBooks()'))!;
  const { code } = transformSync(`${asModule(example)}\nexport { Example };`, {
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
    },
    module: { type: 'commonjs' },
  });
  const packages: Record<string, unknown> = {
    '@nestjs/common': common,
    '@nestjs/schedule': schedule,
    'nestjs-kubernetes-leader': library,
  };
  const exported: Record<string, unknown> = {};
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  new Function('exports', 'require', code)(exported, (name: string) => packages[name]);
  return exported['Example'] as ReturnType<typeof guide>;
}

/** What the guide's jobs call, and when. */
async function app() {
  const called: string[] = [];
  let now = () => evening;
  const call = (what: string) => {
    called.push(`${new Date(now()).toISOString().slice(5, 16)} ${what}`);
    return Promise.resolve();
  };
  const invoices = {
    sendAll: ({ day }: { day: Date }) => call(`books of ${day.toISOString().slice(5, 16)}`),
    sweep: () => call('sweep'),
    closeQuarter: (end: Date) => call(`quarter ${end.toISOString().slice(5, 16)}`),
    notYetArchived: async function* () {
      yield* ['one', 'two'];
    },
    archivePage: (page: string) => call(`archive ${page}`),
    pay: ({ idempotencyKey }: { idempotencyKey: string }) => call(`pay ${idempotencyKey.slice(5, 16)}`),
    sendNewsletter: () => call('newsletter'),
  };
  const Guide = guide();
  const provider = {
    provide: Guide,
    inject: [library.LeaderService],
    useFactory: (leader: library.LeaderService) => new Guide(leader, invoices),
  };
  const jobs = await jobsApp([provider]);
  now = () => jobs.clock.wall();
  const of = (what: string) => called.filter(line => line.includes(what));
  return { ...jobs, called, of };
}

describe("The guide's jobs do what it says of them:", () => {
  it('nightly, every minute, weekly, for months; each once', async () => {
    const { leadership, clock, of, leader } = await app();
    await leadership.acquire();
    expect(leader.jobs().map(({ name }) => name)).toEqual([
      'books',
      'sweep',
      'quarter',
      'archive',
      'payments',
      'newsletter',
    ]);
    await clock.advance(6 * hour);
    expect(of('books')).toEqual(['01-02T02:00 books of 01-02T02:00']);
    expect(of('sweep')).toHaveLength(6 * 60);
    expect(of('pay')).toHaveLength(6 * 4);
    clock.jumpWall(4 * 24 * hour - 7 * hour); // to Saturday, 21:30 in Berlin
    await clock.advance(hour);
    expect(of('archive')).toEqual(['01-05T21:00 archive one', '01-05T21:00 archive two']);
    clock.jumpWall(33 * hour); // to Monday, 7:30
    await clock.advance(hour);
    expect(of('newsletter')).toEqual([expect.stringMatching(/^01-07T07:0[0-5] newsletter$/)]);
    expect(of('quarter')).toEqual([]);
  });

  it('after an outage', async () => {
    const { leadership, clock, of, ticks } = await app();
    await leadership.acquire();
    await leadership.lose();
    clock.jumpWall(9 * hour);
    await leadership.acquire();
    await clock.advance(1000);
    expect(of('books')).toEqual(['01-02T06:30 books of 01-02T02:00']);
    expect(of('sweep')).toHaveLength(1);
    expect(ticks().filter(tick => tick.includes('superseded')).length).toBeGreaterThan(0);
    expect(of('pay')).toHaveLength(9 * 4);
    await leadership.lose();
    clock.jumpWall(100 * 24 * hour); // to 12 April
    await leadership.acquire();
    await clock.advance(1000);
    expect(of('quarter')).toEqual(['04-12T06:30 quarter 04-01T02:00']);
  });
});
