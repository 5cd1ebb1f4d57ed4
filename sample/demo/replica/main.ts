import { NestFactory } from '@nestjs/core';
import { ReplicaModule } from './replica.module.js';
import { tell } from './tell.js';

// The demo is gone, even if it was killed: nobody else would end this process.
process.on('disconnect', () => process.exit());

const app = await NestFactory.createApplicationContext(ReplicaModule, { logger: ['warn', 'error', 'fatal'] });
app.enableShutdownHooks();
tell({ type: 'started' });
