import { describe, expect, it } from '@jest/globals';
import { type ExecutionContext } from '@nestjs/common';
import { GrpcMethod, RpcException } from '@nestjs/microservices';
import { WsException } from '@nestjs/websockets';
import { NotLeaderException } from '../../../lib/index.js';
import { inContext } from '../../../lib/nest/gate/context-exception.js';

const exception = new NotLeaderException({ leaseName: 'billing', retryAfter: 2, holder: 'pod-b' });

class Service {
  @GrpcMethod('Service')
  grpc() {}

  other() {}
}

function context(type: string, response?: unknown, handler = Service.prototype.other): ExecutionContext {
  return {
    getType: () => type,
    getHandler: () => handler,
    switchToHttp: () => ({ getResponse: () => response }),
  } as unknown as ExecutionContext;
}

describe('A refusal, in the words of its transport', () => {
  it.each(['header', 'setHeader'])('sets Retry-After on a response with `%s`', async method => {
    const headers: unknown[] = [];
    const response = { [method]: (...header: unknown[]) => headers.push(header) };
    await expect(inContext(exception, context('http', response))).resolves.toBe(exception);
    expect(headers).toEqual([['Retry-After', '2']]);
  });

  it('leaves a response alone whose headers are sent', async () => {
    const headers: unknown[] = [];
    const response = { headersSent: true, header: (...header: unknown[]) => headers.push(header) };
    await inContext(exception, context('http', response));
    expect(headers).toEqual([]);
  });

  it('is an RpcException for a microservice, with the status UNAVAILABLE for gRPC', async () => {
    const told = (await inContext(exception, context('rpc'))) as RpcException;
    expect(told).toBeInstanceOf(RpcException);
    expect(told.cause).toBe(exception);
    expect(told.getError()).toMatchObject({ status: 'error', code: 'notLeader', holder: 'pod-b' });
    const grpc = (await inContext(exception, context('rpc', undefined, Service.prototype.grpc))) as RpcException;
    expect(grpc.getError()).toEqual({ code: 14, message: exception.message });
  });

  it('is a WsException for a WebSocket', async () => {
    const told = (await inContext(exception, context('ws'))) as WsException;
    expect(told).toBeInstanceOf(WsException);
    expect(told.getError()).toMatchObject({ code: 'notLeader', leaseName: 'billing' });
  });

  it('stays as it is for GraphQL', async () => {
    await expect(inContext(exception, context('graphql'))).resolves.toBe(exception);
  });
});
