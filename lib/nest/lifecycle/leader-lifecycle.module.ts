import { Module } from '@nestjs/common';
import { DiscoveryService, ModuleRef, ModulesContainer } from '@nestjs/core';
import { AppDecorations } from './app-decorations.js';
import { LeaderLifecycle } from './leader-lifecycle.js';
import { AppMethods } from '../discovery/app-methods.js';
import { type LeaseRegistry } from '../elections/lease-registry.js';
import { ELECTIONS } from '../elections/tokens.js';
import { LeaderLookup } from '../service/leader-lookup.js';
import { StartUpTable } from '../startup/start-up-table.js';

/**
 * Apart from the other modules, and not global, because its place in the order of the hooks is its own. What the one
 * provider is made of is put together here: as providers, and with `DiscoveryModule`, it cost an app's start more than
 * reading its options does (docs/performance.md).
 */
@Module({
  providers: [
    {
      provide: LeaderLifecycle,
      useFactory: (leases: LeaseRegistry, modules: ModulesContainer, moduleRef: ModuleRef) => {
        const discovery = new DiscoveryService(modules);
        const leaders = new LeaderLookup(moduleRef);
        const loadJobs = async () => {
          const { OnceJobsExplorer } = await import('../jobs/once-jobs.explorer.js');
          return new OnceJobsExplorer(discovery, leaders);
        };
        const table = new StartUpTable(discovery, leaders, leases.options.logger);
        const methods = new AppMethods(discovery);
        const { logger } = leases.options;
        const decorations = new AppDecorations(methods, leaders, table, loadJobs, modules, logger);
        return new LeaderLifecycle(leases, decorations, modules);
      },
      inject: [ELECTIONS, ModulesContainer, ModuleRef],
    },
  ],
})
export class LeaderLifecycleModule {}
