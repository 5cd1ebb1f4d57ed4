import { type ModuleRef } from '@nestjs/core';
import { type HandlerMark, handlersOf } from './handler-metadata.js';
import { LeaseHandlers } from './lease-handlers.js';
import { type AppMethod } from '../discovery/app-methods.js';
import { LeaderElectionError } from '../../core/errors/leader-election.error.js';
import { gatesOf } from '../gate/gate-metadata.js';
import { type Method } from '../gate/gate-spec.js';
import { LeaderService } from '../service/leader.service.js';
import { getLeaderToken, moduleOf } from '../service/leader-token.js';
import { type LeaderElector } from '../elections/leader-elector.js';

/** Binds the app's handlers to their lease's events, and fills gates that Nest could not. */
export class LeadershipHandlersExplorer {
  constructor(private readonly moduleRef: ModuleRef) {}

  /** @returns the handlers of each lease that has any */
  explore(methods: readonly AppMethod[]): LeaseHandlers[] {
    const found = new Map<LeaderElector, LeaseHandlers>();
    for (const appMethod of methods) {
      const { call, instance, method, isSingleton } = appMethod;
      for (const mark of handlersOf(method)) {
        if (!isSingleton) throw new ScopedHandlerError(mark, call);
        this.bind(mark, appMethod, found);
      }
      if (!isSingleton) continue;
      for (const { name, property } of gatesOf(method)) {
        instance[property] ??= this.leader(name, `@OnlyLeader(${name === undefined ? '' : `'${name}'`})`, call);
      }
    }
    return [...found.values()];
  }

  private bind(
    { event, decorator, name }: HandlerMark,
    { call, instance, key }: AppMethod,
    found: Map<LeaderElector, LeaseHandlers>,
  ): void {
    const elector = LeaderService.electorOf(this.leader(name, decorator, call));
    if (elector === undefined) return; // A stub in a test: it has no events.
    let handlers = found.get(elector);
    if (handlers === undefined) found.set(elector, (handlers = new LeaseHandlers(elector)));
    handlers.add(event, { call, decorator, invoke: (...args) => (instance[key] as Method).apply(instance, args) });
  }

  private leader(name: string | undefined, decorator: string, call: string): LeaderService {
    const token = getLeaderToken(name);
    try {
      return this.moduleRef.get<LeaderService>(token, { strict: false });
    } catch (cause) {
      throw new LeaderElectionError(
        'unknownLease',
        `${decorator} on ${call} names a lease that no module of this app has. Import ${moduleOf(name)}.`,
        { cause },
      );
    }
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
