import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, ModuleRef } from '@nestjs/core';
import { handlersOf, type HandlerMark } from './handler-metadata.js';
import { LeaseHandlers } from './lease-handlers.js';
import { LeaderElectionError } from '../errors/leader-election.error.js';
import { gatesOf } from '../gate/gate-metadata.js';
import { type Method } from '../gate/gate-spec.js';
import { LeaderService } from '../leader.service.js';
import { getLeaderToken, moduleOf } from '../leader-token.js';
import { type LeaderElector } from '../lifecycle/leader-elector.js';

type Wrapper = ReturnType<DiscoveryService['getProviders']>[number];

/** An instance, as far as we look into it. */
type Instance = Record<string | symbol, unknown>;

/** Finds the app's decorated methods: binds handlers to their lease's events, and fills gates that Nest could not. */
@Injectable()
export class LeadershipHandlersExplorer {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly moduleRef: ModuleRef,
  ) {}

  /** @returns the handlers of each lease that has any */
  explore(): LeaseHandlers[] {
    const found = new Map<LeaderElector, LeaseHandlers>();
    const done = new Set<unknown>();
    for (const wrapper of [...this.discovery.getControllers(), ...this.discovery.getProviders()]) {
      const { isAlias, instance } = wrapper as { isAlias: boolean; instance: Instance | null | undefined };
      if (isAlias || typeof instance !== 'object' || instance === null || done.has(instance)) continue;
      done.add(instance);
      this.exploreInstance(wrapper, instance, found);
    }
    return [...found.values()];
  }

  private exploreInstance(wrapper: Wrapper, instance: Instance, found: Map<LeaderElector, LeaseHandlers>): void {
    const prototype = Object.getPrototypeOf(instance) as Record<string, Method> | null;
    // Of a class that is not a singleton, `instance` is a stand-in that was never constructed.
    const isSingleton = wrapper.isDependencyTreeStatic() && !wrapper.isTransient;
    for (const key of this.scanner.getAllMethodNames(prototype)) {
      const method = prototype![key];
      const call = `${instance.constructor.name}.${key}`;
      for (const mark of handlersOf(method)) {
        if (!isSingleton) throw new ScopedHandlerError(mark, call);
        this.bind(mark, call, instance, key, found);
      }
      if (!isSingleton) continue;
      for (const { name, property } of gatesOf(method)) {
        instance[property] ??= this.leader(name, `@OnlyLeader(${name === undefined ? '' : `'${name}'`})`, call);
      }
    }
  }

  private bind(
    { event, decorator, name }: HandlerMark,
    call: string,
    instance: Instance,
    key: string,
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
        'unknown_lease',
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
      'scoped_handler',
      `${decorator} on ${call}: its class is request-scoped or transient (or depends on a request-scoped one), so there is no one instance to call. ` +
        'Move the method to a provider of the default scope.',
    );
  }
}
