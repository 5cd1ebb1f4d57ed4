import { describe, expect, it } from '@jest/globals';
import { All, Get, Post, Sse } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { EventPattern, GrpcMethod, GrpcStreamMethod, MessagePattern } from '@nestjs/microservices';
import { Cron, Interval, Timeout } from '@nestjs/schedule';
import { SubscribeMessage } from '@nestjs/websockets';
import { EMPTY } from 'rxjs';
import { callKindOf } from '../../../lib/nest/gate/call-kind.js';

/** As `@nestjs/graphql`, which is not installed here, marks its methods. */
const Query = () => (_target: object, _key: string, descriptor: PropertyDescriptor) => {
  Reflect.defineMetadata('graphql:resolver_type', 'Query', descriptor.value as object);
};

class Everything {
  @Get() get() {}
  @Post('x') post() {}
  @All() all() {}
  @Sse() sse() {
    return EMPTY;
  }
  @MessagePattern('x') message() {}
  @EventPattern<string>('x') event() {}
  @GrpcMethod('Service') grpc() {}
  @GrpcStreamMethod('Service') grpcStream() {}
  @SubscribeMessage('x') socket() {}
  @Query() query() {}

  @Cron('* * * * *') cron() {}
  @Interval(1000) interval() {}
  @Timeout(1000) timeout() {}
  @OnEvent('x') listener() {}

  plain() {}
}

const method = (name: string) => Everything.prototype[name as keyof Everything];
const kind = (name: string) => callKindOf(Everything.prototype, name, method(name));

/** As the decorators of packages that are not installed here mark a method, or a class; `test/compatibility` has the real ones. */
const others: [string, string, ...[string | symbol, 'method' | 'class']][] = [
  ['a Bull job', 'run', 'bull:module_queue_process', 'method'],
  ['a RabbitMQ message', 'run', Symbol('RABBIT_HANDLER'), 'method'],
  ['a BullMQ job', 'process', 'bullmq:processor_metadata', 'class'],
  ['a command', 'execute', '__commandHandler__', 'class'],
  ['a query', 'execute', '__queryHandler__', 'class'],
  ['a CQRS event', 'handle', '__eventsHandler__', 'class'],
];

describe('A call is known by what its decorator left', () => {
  it.each([
    ['get', 'a route'],
    ['post', 'a route'],
    ['all', 'a route'],
    ['sse', 'a route'],
    ['message', 'a message'],
    ['event', 'a message'],
    ['grpc', 'a message'],
    ['grpcStream', 'a message'],
    ['socket', 'a WebSocket message'],
    ['query', 'a GraphQL field'],
  ])('as one that only this replica received: %s is %s', (key, name) => {
    expect(kind(key)).toMatchObject({ name, reach: 'one', isGuarded: true });
  });

  it.each(others)('as one that only this replica received: %s', (name, key, mark, on) => {
    class Handler {
      [key](): void {}
      other() {}
    }
    Reflect.defineMetadata(mark, {}, on === 'class' ? Handler : Handler.prototype[key]);
    class Sub extends Handler {}
    for (const { prototype } of [Handler, Sub]) {
      expect(callKindOf(prototype, key, prototype[key])).toMatchObject({ name, reach: 'one' });
      expect(callKindOf(prototype, 'other', prototype.other)).toBeUndefined();
    }
  });

  it.each(['cron', 'interval', 'timeout'])('as one that every replica has: %s', key => {
    expect(kind(key)).toMatchObject({ name: 'a scheduled job', reach: 'all' });
  });

  it('as one of which nobody can know', () => {
    expect(kind('listener')).toMatchObject({ name: 'an event', reach: 'unknown' });
  });

  it('as one of our own code', () => {
    expect(kind('plain')).toBeUndefined();
  });
});
