import './telemetry'; // before Nest is loaded
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module';

const { HOST = '127.0.0.1', PORT = '3000' } = process.env;

async function bootstrap(): Promise<void> {
  const app = await NestFactory.create(AppModule);
  app.enableShutdownHooks();
  await app.listen(PORT, HOST);
  new Logger('Stock').log(`Listening on ${await app.getUrl()}`);
}
void bootstrap();
