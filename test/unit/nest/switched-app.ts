import { type INestApplicationContext, type ModuleMetadata } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { LeadershipSwitch } from '../../../lib/testing/leadership-switch.js';
import {
  LeaderElectionTestingModule,
  type LeaderElectionTestingModuleOptions,
} from '../../../lib/testing/leader-election-testing.module.js';
import { RecordingLogger } from '../../support/recording-logger.js';

export interface SwitchedApp {
  readonly module: TestingModule;
  readonly leadership: LeadershipSwitch;
  readonly logger: RecordingLogger;
}

const open: INestApplicationContext[] = [];

/** A started app without a server, whose leadership is switched by hand. */
export async function switchedApp(
  metadata: ModuleMetadata,
  options: LeaderElectionTestingModuleOptions = {},
): Promise<SwitchedApp> {
  const logger = new RecordingLogger();
  const module = await Test.createTestingModule({
    ...metadata,
    imports: [
      LeaderElectionTestingModule.forRoot({ leaseName: 'billing', logger, autoClose: false, ...options }),
      ...(metadata.imports ?? []),
    ],
  }).compile();
  await module.init();
  open.push(module);
  return { module, leadership: module.get(LeadershipSwitch), logger };
}

/** For `afterEach`. */
export async function closeApps(): Promise<void> {
  await Promise.all(open.splice(0).map(app => app.close()));
}
