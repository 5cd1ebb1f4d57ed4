import { type DiscoveryService, MetadataScanner } from '@nestjs/core';
import { type Method } from '../methods/method.js';

/** An instance, as far as we look into it. */
type Instance = Record<string | symbol, unknown>;

/** A method of an instance that Nest made. */
export interface AppMethod {
  /** As messages name it: `Class.method`. */
  readonly call: string;
  readonly instance: Instance;
  readonly prototype: object;
  readonly key: string;
  /** The outermost function of that name: other decorators may have wrapped what ours found. */
  readonly method: Method;
  /** Otherwise there is no one instance: `instance` is a stand-in that was never constructed. */
  readonly isSingleton: boolean;
  /** Otherwise it is a provider, whose routes and message handlers Nest does not see. */
  readonly isController: boolean;
  /** The name of the Nest module that it lives in. */
  readonly module: string | undefined;
}

/** The methods of the app's controllers and providers. */
export class AppMethods {
  private readonly scanner = new MetadataScanner();

  constructor(private readonly discovery: DiscoveryService) {}

  /** Looks at each method of each instance: best once for everybody who wants to know. */
  find(isWanted: (prototype: object, key: string) => boolean): AppMethod[] {
    const found: AppMethod[] = [];
    const done = new Set<unknown>();
    const controllers = this.discovery.getControllers();
    for (const wrapper of [...controllers, ...this.discovery.getProviders()]) {
      const { isAlias, instance } = wrapper as { isAlias: boolean; instance: Instance | null | undefined };
      if (isAlias || typeof instance !== 'object' || instance === null || done.has(instance)) continue;
      done.add(instance);
      const prototype = Object.getPrototypeOf(instance) as Record<string, Method> | null;
      for (const key of this.scanner.getAllMethodNames(prototype)) {
        if (!isWanted(prototype!, key)) continue;
        const call = `${instance.constructor.name}.${key}`;
        const isSingleton = wrapper.isDependencyTreeStatic() && !wrapper.isTransient;
        found.push({
          call,
          instance,
          prototype: prototype!,
          key,
          method: prototype![key],
          isSingleton,
          isController: controllers.includes(wrapper),
          module: wrapper.host?.name,
        });
      }
    }
    return found;
  }
}
