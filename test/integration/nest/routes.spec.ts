import { afterEach, describe, expect, it } from '@jest/globals';
import {
  Body,
  type CanActivate,
  Controller,
  Get,
  HttpCode,
  Injectable,
  type ModuleMetadata,
  Param,
  ParseIntPipe,
  Post,
  Res,
  Scope,
  Sse,
  StreamableFile,
  UseGuards,
} from '@nestjs/common';
import { get, type ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { concat, defer, from, of, ReplaySubject, Subject } from 'rxjs';
import { LeaderGuard, LeaderService, OnlyLeader } from '../../../lib/index.js';
import { type LeaderElectionTestingModuleOptions } from '../../../lib/testing/leader-election-testing.module.js';
import { Traced } from '../../support/traced.js';
import { adapters, closeApps, startedApp } from './started-app.js';

afterEach(closeApps);

@Injectable()
class NeverGuard implements CanActivate {
  canActivate() {
    return false;
  }
}

@Controller('orders')
class Orders {
  constructor(readonly leader: LeaderService) {}

  @Get('above')
  @OnlyLeader()
  above() {
    return { lease: this.leader.currentRun?.leaseName };
  }

  @OnlyLeader()
  @Get('below')
  async below() {
    await nextTurn();
    return { lease: this.leader.currentRun?.leaseName };
  }

  @Get('wrapped')
  @Traced
  @OnlyLeader()
  async wrapped() {
    await nextTurn();
    return { lease: this.leader.currentRun?.leaseName };
  }

  @Post('between')
  @OnlyLeader()
  @HttpCode(202)
  between(@Body() body: { a: number }) {
    return { doubled: body.a * 2 };
  }

  @Get('forbidden')
  @UseGuards(NeverGuard)
  @OnlyLeader()
  forbidden() {}

  @Get('number/:id')
  @OnlyLeader()
  number(@Param('id', ParseIntPipe) id: number) {
    return { id };
  }

  @Get('reports')
  @OnlyLeader('reports')
  reports() {
    return { lease: this.leader.leaseName };
  }

  @Get('skipped')
  @OnlyLeader({ otherwise: 'skip' })
  skipped() {
    return { done: true };
  }

  @Get('asserted')
  asserted() {
    return this.leader.assertLeader();
  }

  @Get('open')
  open() {
    return { open: true };
  }
}

describe.each(Object.entries(adapters))('On %s:', (_, adapter) => {
  const appWith = (metadata: ModuleMetadata, options: LeaderElectionTestingModuleOptions = {}) =>
    startedApp(metadata, options, undefined, adapter());

  describe('A route with @OnlyLeader()', () => {
    it('answers while this process leads, above and below its other decorators', async () => {
      const { leadership, url } = await appWith({ controllers: [Orders] });
      await leadership.acquire();
      const answers = await Promise.all(
        ['above', 'below', 'wrapped', 'number/5'].map(async path => (await fetch(`${url}/orders/${path}`)).json()),
      );
      expect(answers).toEqual([{ lease: 'billing' }, { lease: 'billing' }, { lease: 'billing' }, { id: 5 }]);
      const posted = await fetch(`${url}/orders/between`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"a":2}',
      });
      expect([posted.status, await posted.json()]).toEqual([202, { doubled: 4 }]);
    });

    it.each(['above', 'below', 'wrapped', 'number/5'])(
      'answers 503 with Retry-After while another leads (%s)',
      async path => {
        const { leadership, url } = await appWith({ controllers: [Orders] }, { retryInterval: '1500ms' });
        leadership.setHolder('pod-b');
        const answer = await fetch(`${url}/orders/${path}`);
        expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
        expect(await answer.json()).toEqual({
          statusCode: 503,
          error: 'Service Unavailable',
          message: 'This process does not lead the lease "billing".',
          code: 'notLeader',
          leaseName: 'billing',
          retryAfter: 2,
        });
      },
    );

    it('tells who leads only with `exposeHolder`', async () => {
      const { leadership, url } = await appWith({ controllers: [Orders] }, { exposeHolder: true });
      leadership.setHolder('pod-b');
      const answer = await fetch(`${url}/orders/above`);
      expect(await answer.json()).toMatchObject({ holder: 'pod-b' });
    });

    it('leaves it to guards and pipes to answer first', async () => {
      const { url } = await appWith({ controllers: [Orders] });
      const answers = await Promise.all(['forbidden', 'number/five'].map(path => fetch(`${url}/orders/${path}`)));
      expect(answers.map(({ status }) => status)).toEqual([403, 400]);
    });

    it('answers by the lease it names', async () => {
      const { leadership, url } = await appWith({ controllers: [Orders] });
      await leadership.acquire();
      const refused = await fetch(`${url}/orders/reports`);
      expect([refused.status, await refused.json()]).toMatchObject([503, { leaseName: 'billing-reports' }]);
      await leadership.for('reports').acquire();
      expect((await fetch(`${url}/orders/reports`)).status).toBe(200);
    });

    it('answers with nothing if it was told to skip', async () => {
      const { url } = await appWith({ controllers: [Orders] });
      const answer = await fetch(`${url}/orders/skipped`);
      expect([answer.status, await answer.text()]).toEqual([200, '']);
    });

    it('leaves routes without it alone', async () => {
      const { url } = await appWith({ controllers: [Orders] });
      expect((await fetch(`${url}/orders/open`)).status).toBe(200);
    });
  });

  describe('assertLeader() in a route', () => {
    it('answers 503 while another leads, and else gives the term, which is JSON', async () => {
      const { leadership, url } = await appWith({ controllers: [Orders] });
      expect((await fetch(`${url}/orders/asserted`)).status).toBe(503);
      await leadership.acquire();
      expect(await (await fetch(`${url}/orders/asserted`)).json()).toMatchObject({
        leaseName: 'billing',
        fencingToken: '1',
      });
    });
  });

  describe('@OnlyLeader() on a controller class', () => {
    class BaseRoutes {
      @Get('inherited')
      inherited() {
        return 'inherited';
      }
    }

    @OnlyLeader()
    @Controller('all')
    class All extends BaseRoutes {
      @Get('own')
      own() {
        return 'own';
      }

      @Get('other')
      @OnlyLeader('reports')
      other() {
        return 'other';
      }

      plain() {
        return 'plain';
      }
    }

    @Controller('base')
    class Base extends BaseRoutes {}

    it('gates all its routes, inherited ones too, and nothing else', async () => {
      const { app, leadership, url } = await appWith({ controllers: [All, Base] });
      const statuses = async () =>
        Promise.all(
          ['all/own', 'all/inherited', 'all/other', 'base/inherited'].map(
            async path => (await fetch(`${url}/${path}`)).status,
          ),
        );
      expect(await statuses()).toEqual([503, 503, 503, 200]);
      await leadership.acquire();
      expect(await statuses()).toEqual([200, 200, 503, 200]);
      await leadership.for('reports').acquire();
      expect(await statuses()).toEqual([200, 200, 200, 200]);
      await leadership.lose();
      expect(app.get(All).plain()).toBe('plain');
    });
  });

  describe('A request-scoped controller', () => {
    it('is gated as any other', async () => {
      @Controller({ path: 'scoped', scope: Scope.REQUEST })
      class Scoped {
        @Get()
        @OnlyLeader()
        show() {
          return 'shown';
        }
      }
      const { leadership, url } = await appWith({ controllers: [Scoped] });
      expect((await fetch(`${url}/scoped`)).status).toBe(503);
      await leadership.acquire();
      expect(await (await fetch(`${url}/scoped`)).text()).toBe('shown');
    });
  });

  describe('The end of a term waits for an answer under way', () => {
    const latch = () => {
      let open = () => {};
      const opened = new Promise<void>(resolve => (open = resolve));
      return { open, opened };
    };

    const isPending = async (promise: Promise<unknown>) => {
      let pending = true;
      void promise.then(() => (pending = false));
      for (let turn = 0; turn < 20; turn++) await nextTurn();
      return pending;
    };

    async function endsOnlyAfter(
      controller: new (...args: never[]) => object,
      finish: () => void,
      expected: string,
    ): Promise<void> {
      const { leadership, url } = await appWith({ controllers: [controller] }, { drainTimeout: '1h' });
      await leadership.acquire();
      const answer = await fetch(`${url}/slow`);
      const end = leadership.lose('stepDown');
      expect(await isPending(end)).toBe(true);
      finish();
      expect(await answer.text()).toBe(expected);
      await end;
    }

    it('that is a stream', async () => {
      const stream = new PassThrough();
      stream.write('first,');

      @Controller('slow')
      class Streams {
        @Get()
        @Traced
        @OnlyLeader()
        show() {
          return new StreamableFile(stream);
        }
      }
      await endsOnlyAfter(Streams, () => stream.end('last'), 'first,last');
    });

    it('that the handler sends by itself', async () => {
      let response: ServerResponse | undefined;

      @Controller('slow')
      class Manual {
        @Get()
        @OnlyLeader()
        show(@Res() res: ServerResponse | { raw: ServerResponse; hijack(): void }) {
          if ('hijack' in res) res.hijack();
          response = 'raw' in res ? res.raw : res;
          response.write('first,');
        }
      }
      await endsOnlyAfter(Manual, () => response!.end('last'), 'first,last');
    });

    it('that is an Observable', async () => {
      const subscribed = latch();
      const finished = latch();

      @Controller('slow')
      class Observables {
        @Get()
        @OnlyLeader()
        show() {
          return concat(
            of('first'),
            defer(() => {
              subscribed.open();
              return from(finished.opened.then(() => 'last'));
            }),
          );
        }
      }
      const { leadership, url } = await appWith({ controllers: [Observables] }, { drainTimeout: '1h' });
      await leadership.acquire();
      const answer = fetch(`${url}/slow`);
      await subscribed.opened;
      const end = leadership.lose('stepDown');
      expect(await isPending(end)).toBe(true);
      finished.open();
      expect(await (await answer).text()).toBe('last');
      await end;
    });

    it('whose client has gone, but whose handler has not', async () => {
      const entered = latch();
      const finished = latch();

      @Controller('slow')
      class Slow {
        @Get()
        @OnlyLeader()
        async show() {
          entered.open();
          await finished.opened;
        }
      }
      const { leadership, url } = await appWith({ controllers: [Slow] }, { drainTimeout: '1h' });
      await leadership.acquire();
      const request = get(`${url}/slow`).on('error', () => {});
      await entered.opened;
      request.destroy();
      await new Promise(resolve => request.on('close', resolve));
      const end = leadership.lose('stepDown');
      expect(await isPending(end)).toBe(true);
      finished.open();
      await end;
    });
  });

  describe('The loss of a term cuts off', () => {
    const appWithFeed = async (controller: new (...args: never[]) => object) => {
      const { leadership, url } = await appWith({ controllers: [controller] });
      await leadership.acquire();
      return { leadership, url };
    };

    it('server-sent events, and says why', async () => {
      const source = new ReplaySubject<object>();

      @Controller('feed')
      class Feed {
        @Sse()
        @OnlyLeader()
        show() {
          return source;
        }
      }
      const { leadership, url } = await appWithFeed(Feed);
      const answer = await fetch(`${url}/feed`);
      source.next({ data: 'one' });
      await leadership.lose('replaced');
      source.next({ data: 'two' });
      const text = await answer.text();
      expect(text).toContain('data: one');
      expect(text).toMatch(/event: error\n.*data: This process does not lead the lease "billing"/s);
      expect(text).not.toContain('two');
      expect(source.observed).toBe(false);
    });

    it('an Observable that has not answered yet, with 503', async () => {
      const source = new Subject<string>();

      @Controller('feed')
      class Feed {
        @Get()
        @OnlyLeader()
        show() {
          return source;
        }
      }
      const { leadership, url } = await appWithFeed(Feed);
      const answer = fetch(`${url}/feed`);
      while (!source.observed) await nextTurn();
      await leadership.lose('replaced');
      expect((await answer).status).toBe(503);
      expect((await answer).headers.get('retry-after')).toBe('2');
    });

    it('a file under way, so that its client does not take it for whole', async () => {
      const stream = new PassThrough();
      stream.write('first,');

      @Controller('feed')
      class Feed {
        @Get()
        @OnlyLeader()
        show() {
          return new StreamableFile(stream);
        }
      }
      const { leadership, url } = await appWithFeed(Feed);
      const answer = await fetch(`${url}/feed`);
      await leadership.lose('replaced');
      await expect(answer.text()).rejects.toThrow();
      expect(stream.destroyed).toBe(true);
    });
  });

  describe('LeaderGuard', () => {
    @Controller('guarded')
    class Guarded {
      @Get()
      @UseGuards(LeaderGuard)
      first() {
        return 'first';
      }

      @Get('reports')
      @UseGuards(LeaderGuard('reports'))
      second() {
        return 'second';
      }
    }

    it('lets requests pass while this process leads, and else answers 503 with Retry-After', async () => {
      const { leadership, url } = await appWith({ controllers: [Guarded] });
      const refused = await fetch(`${url}/guarded`);
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
      await leadership.acquire();
      expect(await (await fetch(`${url}/guarded`)).text()).toBe('first');
    });

    it('asks for the lease it names', async () => {
      const { leadership, url } = await appWith({ controllers: [Guarded] });
      await leadership.acquire();
      const refused = await fetch(`${url}/guarded/reports`);
      expect(await refused.json()).toMatchObject({ statusCode: 503, leaseName: 'billing-reports' });
      await leadership.for('reports').acquire();
      expect(await (await fetch(`${url}/guarded/reports`)).text()).toBe('second');
    });
  });
});
