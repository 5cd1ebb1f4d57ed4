import { afterEach } from '@jest/globals';
import { createLeaseClient } from '../../../lib/core/lease/create-lease-client.js';
import { type LeaseClient, type LeaseWatchEvent } from '../../../lib/core/lease/lease-client.js';
import { type LeaseRequestError } from '../../../lib/core/lease/lease-request.error.js';
import { type Lease } from '../../../lib/core/record/lease.js';
import { LeaseApiServer, type LeaseApiServerOptions } from '../../../lib/testing/index.js';
import { transport } from '../transports.js';
import { RawApi } from './raw-api.js';

const started: { close(): unknown }[] = [];

afterEach(async () => {
  for (const opened of started.splice(0).reverse()) await opened.close();
});

/** Closed after the test, with its clients. */
export async function startServer(options?: LeaseApiServerOptions): Promise<LeaseApiServer> {
  const server = new LeaseApiServer({ ...transport.server, ...options });
  await server.listen();
  started.push({ close: () => server.close() });
  return server;
}

export function clientOf(server: LeaseApiServer, token?: string): LeaseClient {
  const client = createLeaseClient({ server: server.url, ca: transport.ca, ...(token !== undefined && { token }) });
  started.push({ close: () => client.close() });
  return client;
}

/** Without a client between the test and the bytes. */
export function rawApiOf(server: LeaseApiServer): RawApi {
  return new RawApi({ url: server.url, token: '', ca: transport.ca, http2: transport.name === 'HTTP/2' });
}

/** Where all leases of these tests are. */
export const namespace = 'default';
export const name = 'billing';
export const billing = { namespace, name };

/** A lease with a holder, as the server stored it. */
export function putLease(server: LeaseApiServer, holderIdentity = 'first'): Lease {
  return server.leases.put({ metadata: { name }, spec: { holderIdentity } });
}

export const patient = { timeout: 10_000 };
export const impatient = { timeout: 100 };

type Told = LeaseWatchEvent | 'open' | { closed: LeaseRequestError | undefined };

/** What a watch tells, one thing after the other. */
export function observe(client: LeaseClient, resourceVersion?: string) {
  const told: Told[] = [];
  let wake = () => {};
  const tell = (what: Told) => {
    told.push(what);
    wake();
  };
  const watch = client.watch(
    billing,
    { timeoutSeconds: 60, openTimeout: 10_000, ...(resourceVersion !== undefined && { resourceVersion }) },
    { onOpen: () => tell('open'), onEvent: tell, onClose: closed => tell({ closed }) },
  );
  return {
    close: () => watch.close(),
    async next(): Promise<Told | undefined> {
      while (told.length === 0) await new Promise<void>(resolve => (wake = resolve));
      return told.shift();
    },
  };
}
