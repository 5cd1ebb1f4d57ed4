import { codeBlocks, replaced } from '../support/readme.js';

/**
 * What somebody has who follows the README: its twenty lines, and the `main.ts` that every Nest app has. Three things are
 * changed, so that a test can watch: where the lease is, where invoices go, and how often.
 */
export const readersApp = {
  'src/app.module.ts': replaced(
    codeBlocks('ts')[0],
    ["'0 0 * * *'", "'* * * * * *'"],
    ["'http://invoices/send'", 'process.env.INVOICES!'],
    [
      "leaseName: 'billing' }",
      "leaseName: 'billing', connection: process.env.LEASE_API ? { server: process.env.LEASE_API } : 'kubeconfig' }",
    ],
  ),
};

/** @param extension what a relative import needs at its end */
export const main = (extension: '' | '.js') => `
  import { NestFactory } from '@nestjs/core';
  import { AppModule } from './app.module${extension}';

  async function bootstrap() {
    await NestFactory.createApplicationContext(AppModule);
  }
  void bootstrap();
`;
