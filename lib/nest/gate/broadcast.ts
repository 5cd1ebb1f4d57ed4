import { type ExecutionContext } from '@nestjs/common';
import { EMPTY, NEVER, type Observable } from 'rxjs';
import { type Otherwise } from './gate-spec.js';

/**
 * Whether every replica has received this message. Then only the leader answers, because the client takes the first answer.
 * Redis always delivers like this. For NATS and MQTT, only the app knows, and says so with `skip`.
 */
export function isForAll(context: ExecutionContext, otherwise: Otherwise | undefined): boolean {
  if (context.getType() !== 'rpc') return false;
  return otherwise === undefined ? isRedis(context) : otherwise === 'skip';
}

/** What a replica answers if it leaves the message to the leader. */
export function silence(context: ExecutionContext): Observable<never> {
  return isEvent(context) ? EMPTY : NEVER; // the end of an answer is an answer, too
}

/** By the method that only Nest's `RedisContext` has: its package is optional, and a bundler may rename the class. */
function isRedis(context: ExecutionContext): boolean {
  const received = context.switchToRpc().getContext<{ getChannel?: unknown } | undefined>();
  return typeof received?.getChannel === 'function';
}

/** `PatternHandler.EVENT`, as `@EventPattern()` leaves it. */
const event = 2;

function isEvent(context: ExecutionContext): boolean {
  return Reflect.getMetadata('microservices:handler_type', context.getHandler()) === event;
}
