import { type ModulesContainer } from '@nestjs/core';
import { type ElectorLogger } from '../../core/elector/logger.js';
import { type AppMethod, type AppMethods } from '../discovery/app-methods.js';
import { callKindOf } from '../gate/call-kind.js';
import { fillGates } from '../gate/fill-gates.js';
import { onceMethods } from '../gate/once-methods.js';
import { LeadershipHandlersExplorer } from '../handlers/leadership-handlers.explorer.js';
import { type LeaseHandlers } from '../handlers/lease-handlers.js';
import { type OnceJobsExplorer } from '../jobs/once-jobs.explorer.js';
import { type LeaderLookup } from '../service/leader-lookup.js';
import { isInStartUpTable, type StartUpTable } from '../startup/start-up-table.js';

/** Finds the app's decorated methods, and makes each of them what its decorator says. */
export class AppDecorations {
  private readonly handlers: LeaseHandlers[] = [];
  private readonly known = new WeakSet<object>();
  private modulesSeen = 0;
  private isLooking = false;
  private jobs: OnceJobsExplorer | undefined;

  constructor(
    private readonly methods: AppMethods,
    private readonly leaders: LeaderLookup,
    private readonly table: StartUpTable,
    private readonly loadJobs: () => Promise<OnceJobsExplorer>,
    private readonly modules: ModulesContainer,
    private readonly logger: ElectorLogger,
  ) {}

  /** When all instances are there, and before any election starts. */
  async explore(): Promise<void> {
    const methods = this.findNew();
    this.bind(methods);
    this.table.check(methods);
    const once = methods.filter(({ prototype, key }) => hasOnce(prototype, key));
    if (once.length === 0) return;
    this.jobs = await this.loadJobs();
    this.jobs.explore(once);
  }

  /** When the app's scheduler has its jobs. */
  async schedule(): Promise<void> {
    await this.jobs?.schedule();
  }

  /** An instance with decorated methods was made: if its module is new, it was loaded while the app runs. */
  readonly lookAgain = (): void => {
    if (this.isLooking || this.modules.size === this.modulesSeen) return;
    this.isLooking = true;
    // Nest is in the middle of making the instances of that module.
    setImmediate(() => this.exploreLate());
  };

  /** Resolves when handlers of a loss are done, or have had their time. */
  async settled(): Promise<void> {
    await Promise.all(this.handlers.map(handlers => handlers.settled()));
  }

  private exploreLate(): void {
    this.isLooking = false;
    try {
      const methods = this.findNew();
      for (const handlers of this.bind(methods)) handlers.catchUp();
      this.table.check(methods.filter(method => !isScheduled(method)));
      this.refuseJobs(methods.filter(isScheduled));
    } catch (error) {
      this.logger.error(error instanceof Error ? error.message : String(error));
    }
  }

  private bind(methods: readonly AppMethod[]): LeaseHandlers[] {
    fillGates(methods, this.leaders);
    const handlers = new LeadershipHandlersExplorer(this.leaders).explore(methods);
    this.handlers.push(...handlers);
    return handlers;
  }

  private findNew(): AppMethod[] {
    this.modulesSeen = this.modules.size;
    const isWanted = (prototype: object, key: string) => isInStartUpTable(prototype, key) || hasOnce(prototype, key);
    const methods = this.methods.find(isWanted).filter(({ instance }) => !this.known.has(instance));
    for (const { instance } of methods) this.known.add(instance);
    return methods;
  }

  private refuseJobs(methods: readonly AppMethod[]): void {
    if (methods.length === 0) return;
    const calls = methods.map(({ call }) => call).join(', ');
    this.logger.error(
      `Nothing will ever run ${calls}: a module that was loaded lazily has it, and @nestjs/schedule looks for jobs only when ` +
        'the app starts. Import that module from the start.',
    );
  }
}

function isScheduled({ prototype, key, method }: AppMethod): boolean {
  return callKindOf(prototype, key, method)?.reach === 'all';
}

/** Also what a subclass has put its own method in the place of: that may be a mistake. */
function hasOnce(prototype: object, key: string): boolean {
  return onceMethods.of(prototype, key).length > 0 || onceMethods.overriddenBy(prototype, key).length > 0;
}
