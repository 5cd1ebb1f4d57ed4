const starting = ['onModuleInit', 'onApplicationBootstrap'];
const stopping = ['onModuleDestroy', 'beforeApplicationShutdown', 'onApplicationShutdown'];

/** A method that Nest itself calls in the life of an app. */
export interface LifecycleHook {
  /** Follows "Nest calls this hook …". */
  readonly when: string;
  /** Our decorator that fits, and when it has its method called. */
  readonly instead: string;
}

/** Undefined for any other method. */
export function lifecycleHook(key: string | symbol): LifecycleHook | undefined {
  if (starting.includes(String(key))) {
    return {
      when: 'before the election starts',
      instead: '@OnLeadershipAcquired(), which is called when this process begins to lead',
    };
  }
  if (!stopping.includes(String(key))) return undefined;
  return {
    when: 'after the election has ended',
    instead: '@OnLeadershipLost(), which is called at the end of each term',
  };
}
