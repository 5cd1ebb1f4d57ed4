import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BillingApp, type Election, short, type World } from './world.js';

/** Apps that fail where a secret is at hand, and so could be told. */
export function describeCredentials(getWorld: () => World): void {
  describe('A Nest app whose credentials are no good says so, without showing them:', () => {
    function newSecret(): string {
      const secret = randomBytes(20).toString('hex');
      getWorld().secrets.addToken(secret);
      return secret;
    }

    async function startWith(connection: Election['connection']): Promise<BillingApp> {
      return getWorld().start({ ...short, namespace: await getWorld().newNamespace(), connection });
    }

    async function startWithKubeconfig(text: (secret: string) => string): Promise<BillingApp> {
      const { folder } = await getWorld().podIn(await getWorld().newNamespace());
      const kubeconfig = join(folder.path, 'kubeconfig');
      writeFileSync(kubeconfig, text(newSecret()));
      return startWith({ kubeconfig });
    }

    it('a token that the API server refuses', async () => {
      const { url, ca } = getWorld().server;
      const app = await startWith({ server: url, ca, token: newSecret() });
      await app.printed('401 Unauthorized');
    });

    it('a token with a line break in it', async () => {
      const { url, ca } = getWorld().server;
      const app = await startWith({ server: url, ca, token: `${newSecret()}\n${newSecret()}` });
      await app.printed(/cannot make a request to /);
    });

    it('a plugin that answers with something else than a credential', async () => {
      const app = await startWithKubeconfig(secret =>
        JSON.stringify({
          clusters: [{ name: 'a', cluster: { server: getWorld().server.url } }],
          users: [{ name: 'a', user: { exec: { apiVersion: 'v1', command: 'echo', args: [secret] } } }],
          contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
          'current-context': 'a',
        }),
      );
      await app.printed('it is not valid JSON');
    });

    it('a kubeconfig that cannot be read', async () => {
      const app = await startWithKubeconfig(secret => `users: [{ name: a, user: { token: ${secret}`);
      await app.printed('it is not valid YAML');
    });

    it('a token in the wrong place', async () => {
      const app = await startWith({ serviceAccount: '/', token: newSecret() });
      await app.printed('InvalidLeaderOptionsError');
      expect(await app.ended()).toEqual({ code: 1, signal: null });
    });
  });

  describe('All that the apps of these tests printed and told', () => {
    it('holds no token, no password and no line of a key', () => {
      const { apps, secrets } = getWorld();
      const said = apps.map(({ output, messages }) => `${output}\n${messages.map(m => JSON.stringify(m)).join('\n')}`);
      expect([apps.length > 20, secrets.all.length > 20]).toEqual([true, true]);
      expect(said.flatMap(text => secrets.leaksIn(text))).toEqual([]);
      // and would be found
      for (const secret of secrets.all) expect(secrets.leaksIn(`${said[0]} ${secret},`)).toHaveLength(1);
    });
  });
}
