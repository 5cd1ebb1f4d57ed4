import { HttpException, HttpStatus } from '@nestjs/common';

/** What a refusal tells its caller. */
export interface NotLeaderDetails {
  /** What the lease is called in Kubernetes. */
  leaseName: string;
  /** Seconds after which to ask again. */
  retryAfter: number;
  /** Who leads, if this process knows. Only with `exposeHolder`, because it names a pod. */
  holder?: string;
}

/**
 * A call was refused because this process does not lead. `@OnlyLeader()`, `LeaderGuard`, `assertLeader()` and `run()` throw
 * it. Over HTTP it is a 503; `@OnlyLeader()` and `LeaderGuard` add a `Retry-After` header. In a microservice or a WebSocket
 * gateway these two throw an `RpcException` or `WsException` with the same content, and this error as its `cause`.
 */
export class NotLeaderException extends HttpException {
  /** Stable: check it instead of the message. */
  readonly code = 'notLeader';
  /** What the lease is called in Kubernetes. */
  readonly leaseName: string;
  /** Seconds after which to ask again: the lease's `retryInterval`, rounded up. */
  readonly retryAfter: number;
  /** Who leads, if this process knows. Only with the module's option `exposeHolder`. */
  readonly holder: string | undefined;

  constructor({ leaseName, retryAfter, holder }: NotLeaderDetails) {
    super(
      {
        statusCode: HttpStatus.SERVICE_UNAVAILABLE,
        error: 'Service Unavailable',
        message: `This process does not lead the lease "${leaseName}".`,
        code: 'notLeader',
        leaseName,
        retryAfter,
        ...(holder === undefined ? {} : { holder }),
      },
      HttpStatus.SERVICE_UNAVAILABLE,
    );
    this.leaseName = leaseName;
    this.retryAfter = retryAfter;
    this.holder = holder;
  }
}
