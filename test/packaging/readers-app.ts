import { exampleMain, exampleModule, replaced } from '../support/readme.js';

/**
 * What somebody has who follows the README: its twenty lines, and its `main.ts`. Four things are changed, so that a test can
 * watch: where the lease is, what the job does, how often, and that the app serves no HTTP.
 */
export const readersApp = {
  'src/app.module.ts': replaced(
    exampleModule,
    ["'*/10 * * * * *'", "'* * * * * *'"],
    [
      'await sleep(2_000, undefined, { signal });',
      `await sleep(20, undefined, { signal });
    await fetch(process.env.INVOICES!, { method: 'POST', signal, headers: { 'fencing-token': \`\${fencingToken}\` } });`,
    ],
    [
      "leaseName: 'billing' }",
      "leaseName: 'billing', connection: process.env.LEASE_API ? { server: process.env.LEASE_API } : 'kubeconfig' }",
    ],
  ),
};

/** @param extension what a relative import needs at its end */
export const main = (extension: '' | '.js') =>
  replaced(
    exampleMain,
    ["'./app.module.js'", `'./app.module${extension}'`],
    ['NestFactory.create(', 'NestFactory.createApplicationContext('],
    ['  await app.listen(process.env.PORT ?? 3000);\n', ''],
  );
