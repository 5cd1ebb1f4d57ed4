import { type HandlerMark, handlersOf } from './handler-metadata.js';
import { LeaseHandlers } from './lease-handlers.js';
import { type ElectorPort } from '../../core/elector/elector-port.js';
import { LeaderElectionError } from '../../core/errors/leader-election.error.js';
import { type AppMethod } from '../discovery/app-methods.js';
import { type Method } from '../methods/method.js';
import { internalsOf } from '../service/internals-of.js';
import { type LeaderLookup } from '../service/leader-lookup.js';

/** Binds the app's handlers to their lease's events. */
export class LeadershipHandlersExplorer {
  constructor(private readonly leaders: LeaderLookup) {}

  /** @returns the handlers of each lease that has any */
  explore(methods: readonly AppMethod[]): LeaseHandlers[] {
    const found = new Map<ElectorPort, LeaseHandlers>();
    for (const appMethod of methods) {
      for (const mark of handlersOf(appMethod.prototype, appMethod.key)) this.bind(mark, appMethod, found);
    }
    return [...found.values()];
  }

  private bind(mark: HandlerMark, appMethod: AppMethod, found: Map<ElectorPort, LeaseHandlers>): void {
    const { event, decorator, name } = mark;
    const { call, instance, key, isSingleton } = appMethod;
    if (!isSingleton) throw new ScopedHandlerError(mark, call);
    const elector = internalsOf(this.leaders.find(name, decorator, call))?.elector;
    if (elector === undefined) return; // A stub in a test: it has no events.
    let handlers = found.get(elector);
    if (handlers === undefined) found.set(elector, (handlers = new LeaseHandlers(elector)));
    handlers.add(event, { call, decorator, invoke: (...args) => (instance[key] as Method).apply(instance, args) });
  }
}

/** A handler on a provider of which there may be none, or many. */
class ScopedHandlerError extends LeaderElectionError {
  constructor({ decorator }: HandlerMark, call: string) {
    super(
      'scopedHandler',
      `${decorator} on ${call}: its class is request-scoped or transient (or depends on a request-scoped one), so there is no one instance to call. ` +
        'Move the method to a provider of the default scope.',
    );
  }
}
