import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { type BillingCommand, type BillingSettings } from './settings.js';
import { tell } from './tell.js';

const settings = JSON.parse(process.env.BILLING ?? '') as BillingSettings;

// Whoever started this process is gone, even if by kill -9: nobody else would end it.
process.on('disconnect', () => process.exit());

const app = await NestFactory.create(AppModule.forElection(settings.election));
if (settings.shutdownHooks) app.enableShutdownHooks();
if (settings.ownExitStatus !== undefined) {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => void app.close().then(() => process.exit(settings.ownExitStatus)));
  }
}
process.on('message', (command: BillingCommand) => {
  if (command === 'close') void app.close();
});
// An app that is closed has to end by itself, as it would with nobody to listen to.
process.channel?.unref();

await app.listen(0, '127.0.0.1');
tell({ type: 'started', url: await app.getUrl() });
