import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type MicroserviceOptions } from '@nestjs/microservices';
import { AppModule } from './app.module.js';
import { redis } from './redis.js';

const { HOST = '127.0.0.1', PORT = '3000' } = process.env;

const app = await NestFactory.create(AppModule);
app.connectMicroservice<MicroserviceOptions>(redis);
app.enableShutdownHooks();
await app.startAllMicroservices();
await app.listen(PORT, HOST);
new Logger('Orders').log(`Listening on ${await app.getUrl()}`);
