import { NestFactory } from '@nestjs/core';
import { Logger } from '@nestjs/common';
import { AppModule } from './app.module.js';

const { HOST = '127.0.0.1', PORT = '3000' } = process.env;

const app = await NestFactory.create(AppModule);
app.enableShutdownHooks();
await app.listen(PORT, HOST);
new Logger('Endpoint').log(`Listening on ${await app.getUrl()}`);
