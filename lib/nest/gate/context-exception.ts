import { type ExecutionContext } from '@nestjs/common';
import { rpcException, wsException } from './transport-exceptions.js';
import { type NotLeaderException } from '../service/not-leader.exception.js';

/** The refusal in the words of the transport that the call came by; packages of transports are loaded only here. */
export async function inContext(exception: NotLeaderException, context: ExecutionContext): Promise<Error> {
  switch (context.getType<string>()) {
    case 'http':
      setRetryAfter(exception, context.switchToHttp().getResponse());
      return exception;
    case 'rpc': {
      const RpcException = await rpcException();
      if (RpcException === undefined) return exception;
      return withCause(new RpcException(isGrpc(context) ? grpcError(exception) : payload(exception)), exception);
    }
    case 'ws': {
      const WsException = await wsException();
      if (WsException === undefined) return exception;
      return withCause(new WsException(payload(exception)), exception);
    }
    default: // GraphQL and others show an HttpException
      return exception;
  }
}

interface ResponseWithHeaders {
  headersSent?: boolean;
  /** Express's and Fastify's. */
  header?(name: string, value: string): void;
  setHeader?(name: string, value: string): void;
}

function setRetryAfter({ retryAfter }: NotLeaderException, response: ResponseWithHeaders): void {
  if (response.headersSent) return;
  if (response.header) response.header('Retry-After', String(retryAfter));
  else response.setHeader?.('Retry-After', String(retryAfter));
}

function payload({ message, code, leaseName, retryAfter, holder }: NotLeaderException): object {
  return { status: 'error', message, code, leaseName, retryAfter, ...(holder === undefined ? {} : { holder }) };
}

/** `Transport.GRPC`, as the decorators of gRPC methods leave it. */
const grpcTransport = 4;

/** gRPC's UNAVAILABLE: the client may try again. */
const unavailable = 14;

function isGrpc(context: ExecutionContext): boolean {
  return Reflect.getMetadata('microservices:transport', context.getHandler()) === grpcTransport;
}

function grpcError({ message }: NotLeaderException): object {
  return { code: unavailable, message };
}

function withCause(error: Error, cause: NotLeaderException): Error {
  error.cause = cause;
  return error;
}
