import { LeaseApiServer } from '../../../lib/testing/index.js';
import { describeLeaseApi } from './conformance.js';

describeLeaseApi('The embedded Lease API', async () => {
  const rights = new Map<string, readonly string[]>();
  const tokens: Record<string, string> = { 'admin-token': 'admin' };
  const server = new LeaseApiServer({
    tokens,
    authorize: ({ user, verb }) => user === 'admin' || (rights.get(user)?.includes(verb) ?? false),
  });
  await server.listen();
  return {
    url: server.url,
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
});
