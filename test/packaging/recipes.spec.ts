import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { LeaseApiServer } from '../../lib/testing/index.js';
import { codeBlocks, marked } from '../support/documents.js';
import { FreshApp } from '../support/fresh-app.js';

const recipe = (name: string) => codeBlocks('ts', marked(`recipe-${name}`)).join('\n');

const main = `
import 'reflect-metadata';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { Interval, ScheduleModule } from '@nestjs/schedule';
import * as Sentry from '@sentry/node';
import { LeaderElectionModule, OnlyLeader } from 'nestjs-kubernetes-leader';
import { LeaderEventBridge, LeaderListener } from './event-emitter.js';
import { SentryMonitors } from './sentry.js';
import { LeaderEventsController } from './sse.js';
import { TermLog } from './term-log.js';

@Injectable()
class StockJobs {
  @Interval('count-stock', 1000)
  @OnlyLeader({ once: true })
  async countStock() {}
}

@Module({
  imports: [
    ScheduleModule.forRoot(),
    EventEmitterModule.forRoot(),
    LeaderElectionModule.forRoot({
      leaseName: 'stock',
      identity: 'pod-a',
      connection: { server: process.env.LEASE_API! },
    }),
  ],
  controllers: [LeaderEventsController],
  providers: [LeaderEventBridge, LeaderListener, SentryMonitors, StockJobs, TermLog],
})
class AppModule {}

Sentry.init({ dsn: process.env.SENTRY_DSN! });
const app = await NestFactory.create(AppModule);
app.enableShutdownHooks();
await app.listen(0, '127.0.0.1');
console.log('Listening on', await app.getUrl());
`;

const compilerOptions = {
  module: 'nodenext',
  target: 'ES2023',
  strict: true,
  skipLibCheck: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  types: ['node'],
  rootDir: 'src',
  outDir: 'dist',
};

describe('The recipes of docs/events.md', () => {
  const api = new LeaseApiServer();
  /** What Sentry would get. */
  const envelopes: string[] = [];
  let sentry: Server;
  let app: FreshApp;

  beforeAll(async () => {
    app = new FreshApp({
      manifest: {
        type: 'module',
        dependencies: {
          '@nestjs/common': '^12.0.0',
          '@nestjs/core': '^12.0.0',
          '@nestjs/event-emitter': '^12.0.0',
          '@nestjs/platform-express': '^12.0.0',
          '@nestjs/schedule': '^12.0.0',
          '@sentry/node': '^11.0.0',
          'reflect-metadata': '^0.2.0',
          rxjs: '^7.8.0',
        },
        devDependencies: { '@types/node': '^20.19.0', typescript: '^6.0.0' },
      },
      sources: {
        'src/sse.ts': recipe('sse'),
        'src/event-emitter.ts': recipe('event-emitter'),
        'src/sentry.ts': recipe('sentry'),
        'src/term-log.ts': recipe('term-log'),
        'src/main.ts': main,
        'tsconfig.json': JSON.stringify({ compilerOptions, include: ['src'] }),
      },
    });
    app.install();
    app.compile();
    await api.listen();
    sentry = createServer((request, response) => {
      void text(request).then(body => {
        envelopes.push(body);
        response.setHeader('Content-Type', 'application/json').end('{}');
      });
    });
    await new Promise<void>(resolve => sentry.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    await app?.remove();
    sentry?.close();
    sentry?.closeAllConnections();
    await api.close();
  });

  it('compile, and do what they say', async () => {
    const { port } = sentry.address() as AddressInfo;
    const process = app.start('the app', 'dist/main.js', {
      env: { LEASE_API: api.url, SENTRY_DSN: `http://key@127.0.0.1:${port}/1` },
    });
    const url = /http:\S+/.exec(await process.says(/Listening on/))![0];
    await process.says(/LeaderListener.*Now leading stock/);

    const page = await fetch(`${url}/leader/events`);
    const seen = text(page.body!);
    while (!envelopes.some(body => body.includes('"monitor_slug":"count-stock"'))) {
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    expect(envelopes.find(body => body.includes('count-stock'))).toMatch(/"status":"ok".*"duration":/);

    process.signal('SIGTERM');
    await process.says(/TermLog.*Led stock for \d+ s, token \d+, until shutdown/);
    const stream = await seen; // it ends by itself
    expect(stream).toContain('event: now\n');
    expect(stream).toContain('data: {"isLeader":true,"holder":"pod-a"}');
    expect(stream).toMatch(/event: lost\n(.*\n)*data: \{"isLeader":false/);
    await process.exit();
  });
});
