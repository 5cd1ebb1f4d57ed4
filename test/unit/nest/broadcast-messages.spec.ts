import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, type INestApplication } from '@nestjs/common';
import {
  type CustomTransportStrategy,
  EventPattern,
  MessagePattern,
  RedisContext,
  Server,
} from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { delay, firstValueFrom, isObservable, type Observable, of, race, toArray } from 'rxjs';
import { OnlyLeader } from '../../../lib/index.js';
import { LeaderElectionTestingModule, LeadershipSwitch } from '../../../lib/testing/index.js';

/** Hands messages to the handlers as a transport of Nest's does, and gives back what it would send as the answer. */
class Bus extends Server implements CustomTransportStrategy {
  listen(callback: () => void): void {
    callback();
  }
  close(): void {}
  on(): void {}
  unwrap<T>(): T {
    throw new Error('Nothing is inside.');
  }
  async deliver(pattern: string, context: object): Promise<Observable<unknown>> {
    const result: unknown = await this.getHandlerByPattern(pattern)!('hello', context);
    return isObservable(result) ? result : of(result);
  }
}

@Controller()
class Handlers {
  readonly heard: string[] = [];

  @MessagePattern('asked')
  @OnlyLeader()
  asked() {
    return 'answered';
  }

  @MessagePattern('asked, skip')
  @OnlyLeader({ otherwise: 'skip' })
  askedOrSkipped() {
    return 'answered';
  }

  @MessagePattern('asked, throw')
  @OnlyLeader({ otherwise: 'throw' })
  askedOrRefused() {
    return 'answered';
  }

  @EventPattern<string>('told')
  @OnlyLeader()
  told() {
    this.heard.push('told');
  }
}

const redis = () => new RedisContext(['orders', undefined]);
const other = () => ({});

describe('A message that every replica receives', () => {
  let app: INestApplication | undefined;
  const outcomes: string[] = [];
  afterEach(async () => {
    await app?.close();
    outcomes.length = 0;
  });

  async function started() {
    const module = await Test.createTestingModule({
      imports: [LeaderElectionTestingModule.forRoot({ logger: false })],
      controllers: [Handlers],
    }).compile();
    app = module.createNestApplication({ logger: false });
    const bus = new Bus();
    app.connectMicroservice({ strategy: bus });
    await app.startAllMicroservices();
    await app.init();
    const leadership = app.get(LeadershipSwitch);
    return { bus, leadership, handlers: app.get(Handlers) };
  }

  /** `silence`: no answer, and no end of the answer, which the client would take for one. */
  const answer = async (answers: Observable<unknown>) =>
    firstValueFrom<unknown>(race(answers.pipe(toArray()), of('silence').pipe(delay(1_000)))).catch(
      (error: { code: string }) => error.code,
    );

  it('over Redis is answered by the leader, and by nobody else', async () => {
    const { bus, leadership } = await started();
    expect(await answer(await bus.deliver('asked', redis()))).toBe('silence');
    await leadership.acquire();
    expect(await answer(await bus.deliver('asked', redis()))).toEqual(['answered']);
  });

  it('over another transport is refused, unless `skip` says that every replica has it', async () => {
    const { bus } = await started();
    expect(await answer(await bus.deliver('asked', other()))).toBe('notLeader');
    expect(await answer(await bus.deliver('asked, skip', other()))).toBe('silence');
  });

  it('is refused over Redis, too, if `throw` says so', async () => {
    const { bus } = await started();
    expect(await answer(await bus.deliver('asked, throw', redis()))).toBe('notLeader');
  });

  it('is heard by the leader if it is an event, and goes by the others without an error', async () => {
    const { bus, leadership, handlers } = await started();
    expect(await answer(await bus.deliver('told', redis()))).toEqual([]);
    expect(handlers.heard).toEqual([]);
    await leadership.acquire();
    await answer(await bus.deliver('told', redis()));
    expect(handlers.heard).toEqual(['told']);
  });
});
