import { describe, expect, it } from '@jest/globals';
import { All, Get, Post, Sse } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { EventPattern, GrpcMethod, GrpcStreamMethod, MessagePattern } from '@nestjs/microservices';
import { Cron, Interval, Timeout } from '@nestjs/schedule';
import { SubscribeMessage } from '@nestjs/websockets';
import { EMPTY } from 'rxjs';
import { isEntryPoint, isReceivedByOne } from '../../../lib/nest/gate/entry-points.js';

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

describe('A call is known by what its decorator left on the method', () => {
  it.each(['get', 'post', 'all', 'sse', 'message', 'event', 'grpc', 'grpcStream', 'socket', 'query'])(
    'as one that only this replica received: %s',
    name => {
      expect([isReceivedByOne(method(name)), isEntryPoint(method(name))]).toEqual([true, true]);
    },
  );

  it.each(['cron', 'interval', 'timeout', 'listener'])('as one that every replica has: %s', name => {
    expect([isReceivedByOne(method(name)), isEntryPoint(method(name))]).toEqual([false, true]);
  });

  it('as one of our own code', () => {
    expect([isReceivedByOne(method('plain')), isEntryPoint(method('plain'))]).toEqual([false, false]);
  });
});
