import { type OnApplicationBootstrap, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { type ModulesContainer } from '@nestjs/core';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type LeaseRegistry } from '../elections/lease-registry.js';
import { makeFirstToStop } from './first-to-stop.js';
import { AutoClose } from '../../core/elector/auto-close.js';
import { type AppMethods } from '../discovery/app-methods.js';
import { LeaderElectionError } from '../../core/errors/leader-election.error.js';
import { fillGates } from '../gate/fill-gates.js';
import { onceMethods } from '../gate/once-methods.js';
import { LeadershipHandlersExplorer } from '../handlers/leadership-handlers.explorer.js';
import { type LeaseHandlers } from '../handlers/lease-handlers.js';
import { type LeaderLookup } from '../service/leader-lookup.js';
import { type OnceJobsExplorer } from '../jobs/once-jobs.explorer.js';
import { isInStartUpTable, type StartUpTable } from '../startup/start-up-table.js';

/** Ties the app's elections to the app's life: all start together and stop together. */
export class LeaderLifecycle implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private readonly autoClose = new AutoClose(() => this.stopOnSignal());
  /** A signal has come, and no lease is at stake: nobody waits for work under way. */
  private atOnce = false;
  private handlers: LeaseHandlers[] = [];
  private jobs: OnceJobsExplorer | undefined;
  private stopping: Promise<void> | undefined;

  constructor(
    private readonly leases: LeaseRegistry,
    private readonly methods: AppMethods,
    private readonly leaders: LeaderLookup,
    private readonly table: StartUpTable,
    private readonly loadJobs: () => Promise<OnceJobsExplorer>,
    modules: ModulesContainer,
  ) {
    if (!leases.options.autoClose) leases.earlySignals?.dispose();
    const own = [...modules.values()].find(({ providers }) => providers.has(LeaderLifecycle));
    if (own !== undefined) makeFirstToStop(own);
  }

  /** Nothing is acquired here: if another provider's hook fails, nobody calls the hooks that would release it. */
  async onModuleInit(): Promise<void> {
    const methods = this.methods.find((...method) => isInStartUpTable(...method) || hasOnce(...method));
    fillGates(methods, this.leaders);
    this.handlers = new LeadershipHandlersExplorer(this.leaders).explore(methods);
    this.table.check(methods);
    const once = methods.filter(({ prototype, key }) => hasOnce(prototype, key));
    if (once.length === 0) return;
    this.jobs = await this.loadJobs();
    this.jobs.explore(once);
  }

  /** Waits if `waitForLeader` says so. If the app is closed meanwhile, this fails; otherwise `listen()` would go on. */
  async onApplicationBootstrap(): Promise<void> {
    await this.failIfClosed();
    await this.jobs?.schedule();
    if (this.wasToldToStop()) return;
    if (this.leases.options.autoClose) this.autoClose.listen();
    try {
      await this.leases.start();
    } catch (error) {
      await this.stop();
      // A signal that is passed on first ends the process in its own way.
      await nextTurn();
      throw error;
    }
    await this.failIfClosed();
  }

  async onModuleDestroy(): Promise<void> {
    const stopped = this.stop();
    if (!this.atOnce) await stopped;
  }

  /** `nest start --watch` starts the next process when this one has ended, and expects its port to be free. */
  private stopOnSignal(): Promise<void> {
    this.atOnce = this.leases.options.connection === 'none';
    const stopped = this.stop();
    return this.atOnce ? Promise.resolve() : stopped;
  }

  /**
   * A signal came while the app was starting. Whoever else listens to it decides when the process ends, but this one must
   * not begin to lead: it would do so until it is killed.
   */
  private wasToldToStop(): boolean {
    const { earlySignals, options } = this.leases;
    earlySignals?.dispose();
    if (earlySignals?.received === undefined) return false;
    const message = `This process was told to stop (${earlySignals.received}) while it started, so it does not campaign.`;
    if (options.waitForLeader > 0) throw new LeaderElectionError('closed', message);
    options.logger.warn(message);
    return true;
  }

  /** Stops once, even if both the hook and a signal ask for it. All callers wait for the same end. */
  private stop(): Promise<void> {
    return (this.stopping ??= this.stopAll());
  }

  private async stopAll(): Promise<void> {
    try {
      await this.leases.stop();
      await Promise.all(this.handlers.map(handlers => handlers.settled()));
    } finally {
      this.autoClose.dispose();
      this.leases.earlySignals?.dispose();
    }
  }

  private async failIfClosed(): Promise<void> {
    if (this.stopping === undefined) return;
    await this.stopping;
    throw new LeaderElectionError('closed', 'The app was closed while it was starting.');
  }
}

/** Also what a subclass has put its own method in the place of: that may be a mistake. */
function hasOnce(prototype: object, key: string): boolean {
  return onceMethods.of(prototype, key).length > 0 || onceMethods.overriddenBy(prototype, key).length > 0;
}
