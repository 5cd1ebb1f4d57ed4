import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Clock, systemClock } from '../clock/clock.js';
import { type ConnectionOption } from './connection/connection-option.js';
import { LazyLeaseClient } from './lazy-lease-client.js';
import { type LeaseClient } from './lease-client.js';

/**
 * Nothing is loaded or read and nobody is asked before the first request; and then the app that is just starting goes first:
 * it listens before this takes its time.
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
