import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FreshApp } from '../support/fresh-app.js';

/** Handlers as the real packages decorate them, in a replica that does not lead: what happens to a call of each. */
const program = `
  import 'reflect-metadata';
  import { Test } from '@nestjs/testing';
  import * as bull from '@nestjs/bull';
  import * as bullmq from '@nestjs/bullmq';
  import * as cqrs from '@nestjs/cqrs';
  import * as graphql from '@nestjs/graphql';
  import rabbit from '@golevelup/nestjs-rabbitmq';
  import { OnlyLeader } from 'nestjs-kubernetes-leader';
  import { LeaderElectionTestingModule } from 'nestjs-kubernetes-leader/testing';

  class Command {}
  class Query {}
  class Event {}
  const handler = (method, onMethod, onClass) => {
    const Handler = class { async [method]() { return 'ran'; } };
    const decorators = [onMethod, OnlyLeader()].filter(Boolean);
    let descriptor = Object.getOwnPropertyDescriptor(Handler.prototype, method);
    for (const decorate of decorators.reverse()) {
      descriptor = decorate(Handler.prototype, method, descriptor) ?? descriptor;
      Object.defineProperty(Handler.prototype, method, descriptor);
    }
    onClass?.(Handler);
    return Handler;
  };
  const handlers = {
    'bull @Process': ['work', bull.Process(), bull.Processor('orders')],
    'bullmq process()': ['process', undefined, bullmq.Processor('orders')],
    'cqrs command': ['execute', undefined, cqrs.CommandHandler(Command)],
    'cqrs query': ['execute', undefined, cqrs.QueryHandler(Query)],
    'cqrs event': ['handle', undefined, cqrs.EventsHandler(Event)],
    'graphql @Query': ['orders', graphql.Query(() => String), graphql.Resolver()],
    'graphql @ResolveField': ['orders', graphql.ResolveField(() => String), graphql.Resolver(() => Event)],
    'RabbitSubscribe': ['orders', rabbit.RabbitSubscribe({ exchange: 'x', routingKey: 'y' })],
    'RabbitRPC': ['orders', rabbit.RabbitRPC({ exchange: 'x', routingKey: 'y' })],
    'none': ['orders'],
  };
  const logger = { log() {}, warn() {}, error() {}, debug() {} };
  for (const [name, [method, ...decorators]] of Object.entries(handlers)) {
    const Handler = handler(method, ...decorators);
    const module = await Test.createTestingModule({
      imports: [LeaderElectionTestingModule.forRoot({ logger, autoClose: false })],
      providers: [{ provide: 'handler', useClass: Handler }],
    }).compile();
    await module.init();
    const outcome = await module.get('handler')[method]().then(result => 'skipped: ' + result, error => error.code);
    console.log(name + ': ' + outcome);
    await module.close();
  }
`;

describe('In a replica that does not lead', () => {
  let app: FreshApp;

  beforeAll(() => {
    app = new FreshApp({
      manifest: {
        type: 'module',
        dependencies: {
          '@golevelup/nestjs-rabbitmq': '^9.0.0',
          '@nestjs/bull': '^12.0.0',
          '@nestjs/bullmq': '^12.0.0',
          '@nestjs/common': '^12.0.0',
          '@nestjs/core': '^12.0.0',
          '@nestjs/cqrs': '^12.0.0',
          '@nestjs/graphql': '^14.0.0',
          '@nestjs/testing': '^12.0.0',
          bull: '^4.0.0',
          bullmq: '^6.0.0',
          graphql: '^16.0.0',
          'reflect-metadata': '^0.2.0',
          rxjs: '^7.8.0',
        },
      },
      // @golevelup/nestjs-rabbitmq asks for Nest 11, and works on 12.
      sources: { 'main.js': program, '.npmrc': 'legacy-peer-deps=true\n' },
    });
    app.install();
  });

  afterAll(() => app?.remove());

  it('a call that the real packages hand to one replica only is refused, and any other is skipped', () => {
    expect(app.run(process.execPath, 'main.js').trim().split('\n')).toEqual([
      'bull @Process: notLeader',
      'bullmq process(): notLeader',
      'cqrs command: notLeader',
      'cqrs query: notLeader',
      'cqrs event: notLeader',
      'graphql @Query: notLeader',
      'graphql @ResolveField: notLeader',
      'RabbitSubscribe: notLeader',
      'RabbitRPC: notLeader',
      'none: skipped: undefined',
    ]);
  });
});
