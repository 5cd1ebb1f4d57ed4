import { type Clock } from '../clock/clock.js';
import { createConnection } from './connection/create-connection.js';
import { type ConnectionOption } from './connection/connection-option.js';
import { offersHttp2 } from './http/http-transport.js';
import { HttpLeaseClient } from './http-lease-client.js';
import { type LeaseClient } from './lease-client.js';

/** The only import of everything that talks to an API server, so that the code is loaded when it is needed, or never. */
export function createHttpLeaseClient(connection: Exclude<ConnectionOption, 'none'>, clock: Clock): LeaseClient {
  return new HttpLeaseClient(createConnection(connection, process.env, clock), clock, offersHttp2(process.env));
}
