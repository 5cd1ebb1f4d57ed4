import { type INestApplication, type ModuleMetadata } from '@nestjs/common';
import { type AbstractHttpAdapter } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { type AddressInfo } from 'node:net';
import { LeaderElectionModule, LeaderService } from '../../../lib/index.js';
import {
  LeaderElectionTestingModule,
  type LeaderElectionTestingModuleOptions,
} from '../../../lib/testing/leader-election-testing.module.js';
import { LeadershipSwitch } from '../../../lib/testing/leadership-switch.js';

export interface StartedApp {
  readonly app: INestApplication;
  readonly leadership: LeadershipSwitch;
  readonly leader: LeaderService;
  readonly url: string;
}

const open: INestApplication[] = [];

/** The HTTP servers that Nest comes with. */
export const adapters: Record<string, () => AbstractHttpAdapter> = {
  Express: () => new ExpressAdapter(),
  Fastify: () => new FastifyAdapter(),
};

/** An app that listens, with a lease "billing" and one named "reports", whose leadership is switched by hand. */
export async function startedApp(
  metadata: ModuleMetadata,
  options: LeaderElectionTestingModuleOptions = {},
  prepare: (app: INestApplication) => unknown = () => {},
  adapter = adapters.Express(),
): Promise<StartedApp> {
  const module = await Test.createTestingModule({
    ...metadata,
    imports: [
      LeaderElectionTestingModule.forRoot({ leaseName: 'billing', logger: false, autoClose: false, ...options }),
      LeaderElectionModule.forFeature({ name: 'reports' }),
      ...(metadata.imports ?? []),
    ],
  }).compile();
  const app = module.createNestApplication(adapter);
  open.push(app);
  await prepare(app);
  await app.listen(0, '127.0.0.1');
  const { port } = (app.getHttpServer() as { address(): AddressInfo }).address();
  return {
    app,
    leadership: module.get(LeadershipSwitch),
    leader: module.get(LeaderService),
    url: `http://127.0.0.1:${port}`,
  };
}

/** For `afterEach`. */
export async function closeApps(): Promise<void> {
  await Promise.all(open.splice(0).map(app => app.close()));
}
