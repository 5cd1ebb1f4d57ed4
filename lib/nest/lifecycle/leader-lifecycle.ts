import { type OnApplicationBootstrap, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { type ModulesContainer } from '@nestjs/core';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type LeaseRegistry } from '../elections/lease-registry.js';
import { type AppDecorations } from './app-decorations.js';
import { makeFirstToStop } from './first-to-stop.js';
import { AutoClose } from '../../core/elector/auto-close.js';
import { LeaderElectionError } from '../../core/errors/leader-election.error.js';

/** Ties the app's elections to the app's life: all start together and stop together. */
export class LeaderLifecycle implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private readonly autoClose = new AutoClose(() => this.stopOnSignal());
  /** A signal has come, and no lease is at stake: nobody waits for work under way. */
  private atOnce = false;
  private stopping: Promise<void> | undefined;

  constructor(
    private readonly leases: LeaseRegistry,
    private readonly decorations: AppDecorations,
    modules: ModulesContainer,
  ) {
    if (!leases.options.autoClose) leases.earlySignals?.dispose();
    const own = [...modules.values()].find(({ providers }) => providers.has(LeaderLifecycle));
    if (own !== undefined) makeFirstToStop(own);
  }

  /** Nothing is acquired here: if another provider's hook fails, nobody calls the hooks that would release it. */
  onModuleInit(): Promise<void> {
    return this.decorations.explore();
  }

  /** Waits if `waitForLeader` says so. If the app is closed meanwhile, this fails; otherwise `listen()` would go on. */
  async onApplicationBootstrap(): Promise<void> {
    await this.failIfClosed();
    await this.decorations.schedule();
    if (this.wasToldToStop()) return;
    this.leases.life.onInjected = this.decorations.lookAgain;
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
      await this.decorations.settled();
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
