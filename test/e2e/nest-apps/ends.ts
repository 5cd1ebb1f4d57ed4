import { describe, expect, it } from '@jest/globals';
import { long, released, type StartOptions, type World } from './world.js';

const apps: [string, StartOptions][] = [
  ['with shutdown hooks', { shutdownHooks: true }],
  ['without shutdown hooks', {}],
  ['with a handler of its own', { ownExitStatus: 7 }],
];

export function describeEnds(getWorld: () => World): void {
  describe('A Nest app that leads', () => {
    async function leadingApp(options: StartOptions, election = long) {
      const { namespace, connection } = await getWorld().newPod();
      const app = getWorld().start({ ...election, connection }, options);
      await app.until('jobBegun');
      return { app, namespace };
    }

    const cases = apps.flatMap(([name, options]) =>
      (['SIGTERM', 'SIGINT'] as const).map(signal => ({ name, options, signal })),
    );

    it.each(cases)(
      'and gets a $signal, $name, finishes its job, releases the lease, and ends as it would without us',
      async ({ options, signal }) => {
        const without = getWorld().start(false, options);
        const [{ app, namespace }] = await Promise.all([leadingApp(options), without.until('started')]);
        app.kill(signal);
        without.kill(signal);
        expect(await app.ended()).toEqual(await without.ended());
        expect(app.countOf('jobDone')).toBe(app.countOf('jobBegun'));
        expect((await getWorld().lease(namespace))?.spec).toMatchObject(released);
      },
    );

    it('and is closed, releases the lease and has nothing left that keeps its process alive', async () => {
      const { app, namespace } = await leadingApp({});
      app.send('close');
      expect(await app.ended()).toEqual({ code: 0, signal: null });
      expect((await getWorld().lease(namespace))?.spec).toMatchObject(released);
    });

    it('and gets a SIGTERM, without shutdown hooks and without `autoClose`, ends with the lease held', async () => {
      const { app, namespace } = await leadingApp({}, { ...long, autoClose: false });
      app.kill('SIGTERM');
      expect(await app.ended()).toEqual({ code: null, signal: 'SIGTERM' });
      expect((await getWorld().lease(namespace))?.spec?.holderIdentity).toMatch(/^elector-/);
    });
  });
}
