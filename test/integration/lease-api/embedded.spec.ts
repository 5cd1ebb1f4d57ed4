import { LeaseApiServer } from '../../../lib/testing/index.js';
import { type Transport, transports } from '../transports.js';
import { describeLeaseApi } from './conformance.js';
import { type LeaseApiUnderTest } from './lease-api-under-test.js';

for (const transport of transports) {
  describeLeaseApi(`The embedded Lease API over ${transport.name}`, () => started(transport));
}

async function started({ server: options, ca }: Transport): Promise<LeaseApiUnderTest> {
  const rights = new Map<string, readonly string[]>();
  const tokens: Record<string, string> = { 'admin-token': 'admin' };
  const server = new LeaseApiServer({
    ...options,
    tokens,
    authorize: ({ user, verb }) => user === 'admin' || (rights.get(user)?.includes(verb) ?? false),
  });
  await server.listen();
  return {
    url: server.url,
    ca,
    http2: ca !== undefined,
    token: 'admin-token',
    namespace: 'conformance',
    async grant(user, verbs) {
      rights.set(user, verbs);
      tokens[`${user}-token`] = user;
      return { token: `${user}-token`, user };
    },
    async forgetHistory() {
      server.compact();
    },
    close: () => server.close(),
  };
}
