import { type Method } from '../methods/method.js';

/** What calls a method, as far as a decorator tells. */
export interface CallKind {
  /** As people say it: `a route`. */
  readonly name: string;
  /**
   * Who has the same call:
   * - `one`: only this replica received it, so that to skip it would lose it, or answer it with nothing;
   * - `all`: every replica has it, so that the leader runs it;
   * - `unknown`: an event may have been emitted in this process only, or in all of them.
   */
  readonly reach: 'one' | 'all' | 'unknown';
  /** Nest asks guards before it. */
  readonly isGuarded: boolean;
}

interface Recognised extends CallKind {
  /** All of these are on the method. */
  readonly onMethod?: readonly string[];
  /** This is on the class, and the method has that name. */
  readonly onClass?: readonly [key: string, method: string];
}

/**
 * By the metadata that decorators leave. Written out, because the packages of most are optional and those of Nest 11 and 12
 * keep the constants in different places; tests compare them with what the real decorators leave.
 */
const recognised: readonly Recognised[] = [
  { name: 'a route', reach: 'one', isGuarded: true, onMethod: ['path', 'method'] },
  { name: 'a message', reach: 'one', isGuarded: true, onMethod: ['microservices:pattern'] },
  { name: 'a WebSocket message', reach: 'one', isGuarded: true, onMethod: ['websockets:message_mapping'] },
  { name: 'a Bull job', reach: 'one', isGuarded: false, onMethod: ['bull:module_queue_process'] },
  { name: 'a BullMQ job', reach: 'one', isGuarded: false, onClass: ['bullmq:processor_metadata', 'process'] },
  { name: 'a command', reach: 'one', isGuarded: false, onClass: ['__commandHandler__', 'execute'] },
  { name: 'a query', reach: 'one', isGuarded: false, onClass: ['__queryHandler__', 'execute'] },
  { name: 'a CQRS event', reach: 'one', isGuarded: false, onClass: ['__eventsHandler__', 'handle'] },
  { name: 'a scheduled job', reach: 'all', isGuarded: false, onMethod: ['SCHEDULER_TYPE'] },
  { name: 'an event', reach: 'unknown', isGuarded: false, onMethod: ['EVENT_LISTENER_METADATA'] },
];

const graphqlField: CallKind = { name: 'a GraphQL field', reach: 'one', isGuarded: true };
const rabbitMessage: CallKind = { name: 'a RabbitMQ message', reach: 'one', isGuarded: true };

/**
 * What Nest, or a package for it, calls a method for; undefined for a method of the app's own.
 *
 * @param prototype of the instance, whose class may have been marked after the method was decorated
 */
export function callKindOf(prototype: object, key: string | symbol, method: Method): CallKind | undefined {
  return kindOfMethod(method) ?? kindOfClass(prototype.constructor, key);
}

/** The same, as far as the function alone tells. */
export function kindOfMethod(method: Method): CallKind | undefined {
  const keys: readonly unknown[] = Reflect.getOwnMetadataKeys(method);
  if (keys.length === 0) return undefined;
  const found = recognised.find(({ onMethod }) => onMethod?.every(key => keys.includes(key)));
  if (found !== undefined) return found;
  if (keys.some(key => typeof key === 'string' && key.startsWith('graphql:'))) return graphqlField;
  // Of @golevelup/nestjs-rabbitmq, which keeps the symbol itself to itself.
  if (keys.some(key => typeof key === 'symbol' && key.description === 'RABBIT_HANDLER')) return rabbitMessage;
  return undefined;
}

/** A call that only this replica received, as far as the function tells. */
export function isReceivedByOne(method: Method): boolean {
  return kindOfMethod(method)?.reach === 'one';
}

function kindOfClass(type: object, key: string | symbol): CallKind | undefined {
  return recognised.find(({ onClass }) => onClass?.[1] === key && Reflect.hasMetadata(onClass[0], type));
}
