import { type Method } from '../methods/method.js';

/**
 * Of each call that Nest makes by itself, the metadata that its decorator leaves on the method. Written out, because the
 * packages of most are optional and those of Nest 11 and 12 keep the constants in different places; a test compares them
 * with what the decorators leave.
 */
const received: readonly (readonly string[])[] = [
  ['path', 'method'], // @Get and the other routes, @Sse
  ['microservices:pattern'], // @MessagePattern, @EventPattern, @GrpcMethod
  ['websockets:message_mapping'], // @SubscribeMessage
];
const graphql = 'graphql:'; // @Query, @Mutation, @Subscription, @ResolveField
const heardByAll: readonly string[] = ['SCHEDULER_TYPE', 'EVENT_LISTENER_METADATA'];

/**
 * A call that only this replica received, so that to skip it would lose it, or answer it with nothing: a route, a message,
 * a GraphQL field.
 */
export function isReceivedByOne(method: Method): boolean {
  return (
    received.some(keys => keys.every(key => Reflect.hasOwnMetadata(key, method))) ||
    Reflect.getOwnMetadataKeys(method).some((key: unknown) => typeof key === 'string' && key.startsWith(graphql))
  );
}

/** A call that Nest makes: the above, a scheduled job or an event's listener. */
export function isEntryPoint(method: Method): boolean {
  return isReceivedByOne(method) || heardByAll.some(key => Reflect.hasOwnMetadata(key, method));
}
