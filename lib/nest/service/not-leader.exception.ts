import { HttpException, HttpStatus } from '@nestjs/common';

export interface NotLeaderDetails {
  /** What the lease is called in Kubernetes. */
  leaseName: string;
  /** Seconds after which asking again makes sense. */
  retryAfter: number;
  /** Who leads, as far as this process knows; only with `exposeHolder`, since it names a pod. */
  holder?: string;
}

/**
 * Refused, because this process does not lead: thrown by the gate, `LeaderGuard`, and `LeaderService`'s `assertLeader()`
 * and `run()`. Over HTTP it is a 503; where the gate or the guard threw it, with a `Retry-After` header. Where the
 * transport is a microservice's or a WebSocket, these two throw an `RpcException` or `WsException` of the same content,
 * whose `cause` this is.
 */
export class NotLeaderException extends HttpException {
  /** Stable: switch on it, not on the message. */
  readonly code = 'notLeader';
  /** What the lease is called in Kubernetes. */
  readonly leaseName: string;
  /** Seconds after which asking again makes sense: the lease's `retryInterval`, rounded up. */
  readonly retryAfter: number;
  /** Who leads, as far as this process knows; only with the module's option `exposeHolder`. */
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
