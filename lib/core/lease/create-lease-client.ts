import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Clock, systemClock } from '../clock/clock.js';
import { type ConnectionOption } from './connection/connection-option.js';
import { LazyLeaseClient } from './lazy-lease-client.js';
import { type LeaseClient } from './lease-client.js';

/**
 * A client that loads, reads and connects nothing until its first request. Even then it waits for one turn of the event
 * loop, so that an app that is starting listens first.
 */
export function createLeaseClient(
  connection: Exclude<ConnectionOption, 'none'>,
  clock: Clock = systemClock,
): LeaseClient {
  return new LazyLeaseClient(async () => {
    await nextTurn();
    const { createHttpLeaseClient } = await import('./create-http-lease-client.js');
    return createHttpLeaseClient(connection, clock);
  });
}
