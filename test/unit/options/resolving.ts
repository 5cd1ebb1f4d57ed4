import { type ElectorOptions, type ResolvedElectorOptions } from '../../../lib/core/elector/options/elector-options.js';
import {
  type FeatureElectorOptions,
  resolveFeatureOptions,
} from '../../../lib/core/elector/options/resolve-feature-options.js';
import { OptionReader } from '../../../lib/core/elector/options/option-reader.js';
import {
  type OptionsEnvironment,
  readElectorOptions,
  resolveElectorOptions,
} from '../../../lib/core/elector/options/resolve-options.js';
import { silentLogger } from '../../../lib/core/elector/logger.js';
import { InvalidLeaderOptionsError } from '../../../lib/core/errors/invalid-leader-options.error.js';

/** A machine outside Kubernetes, unless told otherwise. */
export function environment(changes: Partial<OptionsEnvironment> = {}): OptionsEnvironment {
  return {
    env: {},
    hostname: 'web-1',
    pid: 42,
    defaultLogger: silentLogger,
    random: () => 'a1b2c',
    hasServiceAccount: () => false,
    podNamespace: () => undefined,
    ...changes,
  };
}

export function resolve(options?: ElectorOptions): ResolvedElectorOptions {
  return resolveElectorOptions(options, environment());
}

/** What a user is told of these options, which need not have the right types: configuration has none. */
export function problemsOf(options: unknown, extraKnown: readonly string[] = []): readonly string[] {
  return problemsIn(() => {
    const read = new OptionReader(options === undefined ? {} : options);
    readElectorOptions(read, environment(), extraKnown);
    read.throwIfAnyProblem();
  });
}

export function problemsOfFeature(options: unknown, root: ResolvedElectorOptions = resolve()): readonly string[] {
  return problemsIn(() => resolveFeatureOptions(options as FeatureElectorOptions, root));
}

function problemsIn(attempt: () => unknown): readonly string[] {
  try {
    attempt();
    return [];
  } catch (error) {
    if (error instanceof InvalidLeaderOptionsError) return error.problems;
    throw error;
  }
}
