import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { LeaderLifecycle } from './leader-lifecycle.js';
import { AppMethods } from '../discovery/app-methods.js';
import { LeadershipHandlersExplorer } from '../handlers/leadership-handlers.explorer.js';
import { OnceJobsExplorer } from '../jobs/once-jobs.explorer.js';

/** Apart from the other modules, and not global, because its place in the order of the hooks is its own. */
@Module({
  imports: [DiscoveryModule],
  providers: [AppMethods, LeadershipHandlersExplorer, OnceJobsExplorer, LeaderLifecycle],
})
export class LeaderLifecycleModule {}
