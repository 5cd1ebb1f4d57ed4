import { Module } from '@nestjs/common';
import { DiscoveryService, ModuleRef, ModulesContainer } from '@nestjs/core';
import { LeaderLifecycle } from './leader-lifecycle.js';
import { type LeaderElections } from '../elections/leader-elections.js';
import { ELECTIONS } from '../elections/tokens.js';
import { AppMethods } from '../discovery/app-methods.js';
import { LeadershipHandlersExplorer } from '../handlers/leadership-handlers.explorer.js';

/**
 * Apart from the other modules, and not global, because its place in the order of the hooks is its own. What the one
 * provider is made of is put together here: as providers, and with `DiscoveryModule`, it cost an app's start more than
 * reading its options does (docs/performance.md).
 */
@Module({
  providers: [
    {
      provide: LeaderLifecycle,
      useFactory: (elections: LeaderElections, modules: ModulesContainer, moduleRef: ModuleRef) => {
        const discovery = new DiscoveryService(modules);
        return new LeaderLifecycle(
          elections,
          new AppMethods(discovery),
          new LeadershipHandlersExplorer(moduleRef),
          async () => {
            const { OnceJobsExplorer } = await import('../jobs/once-jobs.explorer.js');
            return new OnceJobsExplorer(discovery, moduleRef);
          },
          modules,
        );
      },
      inject: [ELECTIONS, ModulesContainer, ModuleRef],
    },
  ],
})
export class LeaderLifecycleModule {}
