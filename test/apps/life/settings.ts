import { type LeaderElectionModuleOptions } from 'nestjs-kubernetes-leader';

/** What becomes of the app, in the environment as JSON. */
export interface LifeSettings {
  /** Without one, the app as it would be without this package. */
  readonly election?: LeaderElectionModuleOptions;
  readonly kind: 'http' | 'context';
  readonly shutdownHooks?: boolean;
  /** Another provider's hook that throws. */
  readonly fails?: 'onModuleInit' | 'onApplicationBootstrap';
  /** Milliseconds that another provider takes to start, after it has said `starting`. */
  readonly startsFor?: number;
  /** Has a listener of its own for SIGTERM, which says `heard`, and goes on. */
  readonly hearsSigterm?: boolean;
  /** Leads work that never ends, whatever its signals say. */
  readonly worksForEver?: boolean;
  /** How often `app.close()` is called, all at once, as soon as the app has started (and leads). */
  readonly closes?: number;
}
