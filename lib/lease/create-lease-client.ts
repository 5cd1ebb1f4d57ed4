import { type Clock, systemClock } from '../clock/clock.js';
import { type ConnectionOption } from './connection/connection-option.js';
import { LazyLeaseClient } from './lazy-lease-client.js';
import { type LeaseClient } from './lease-client.js';

/** Nothing is loaded or read and nobody is asked before the first request. */
export function createLeaseClient(
  connection: Exclude<ConnectionOption, 'none'>,
  clock: Clock = systemClock,
): LeaseClient {
  return new LazyLeaseClient(async () => {
    const { createHttpLeaseClient } = await import('./create-http-lease-client.js');
    return createHttpLeaseClient(connection, clock);
  });
}
