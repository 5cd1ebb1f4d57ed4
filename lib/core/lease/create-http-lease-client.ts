import { type Clock } from '../clock/clock.js';
import { createConnection } from './connection/create-connection.js';
import { type ConnectionOption } from './connection/connection-option.js';
import { HttpLeaseClient } from './http-lease-client.js';
import { type LeaseClient } from './lease-client.js';

/** All that talks to an API server hangs on this file, so that it is loaded with it or not at all. */
export function createHttpLeaseClient(connection: Exclude<ConnectionOption, 'none'>, clock: Clock): LeaseClient {
  return new HttpLeaseClient(createConnection(connection, process.env, clock), clock);
}
