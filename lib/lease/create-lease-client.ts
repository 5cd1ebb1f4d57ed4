import { type Clock, systemClock } from '../clock/clock.js';
import { createConnection } from './connection/create-connection.js';
import { type ConnectionOption } from './connection/connection-option.js';
import { HttpLeaseClient } from './http-lease-client.js';
import { type LeaseClient } from './lease-client.js';

/** Nothing is read and nobody is asked before the first request. */
export function createLeaseClient(
  connection: Exclude<ConnectionOption, 'none'>,
  clock: Clock = systemClock,
): LeaseClient {
  return new HttpLeaseClient(createConnection(connection, process.env, clock), clock);
}
