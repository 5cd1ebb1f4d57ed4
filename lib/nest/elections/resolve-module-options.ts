import { Logger } from '@nestjs/common';
import { describeValue } from '../../core/elector/options/describe-value.js';
import { type ResolvedElectorOptions } from '../../core/elector/options/elector-options.js';
import { processEnvironment } from '../../core/elector/options/process-environment.js';
import { resolveElectorOptions } from '../../core/elector/options/resolve-options.js';
import { InvalidLeaderOptionsError } from '../../core/errors/invalid-leader-options.error.js';
import { type LeaderElectionModuleOptions } from './leader-election-options.js';

/** `forRoot`'s options, checked, with every default filled in. */
export interface ResolvedModuleOptions {
  readonly elector: ResolvedElectorOptions;
  readonly exposeHolder: boolean;
}

/** @throws InvalidLeaderOptionsError that lists every mistake */
export function resolveModuleOptions(options: LeaderElectionModuleOptions): ResolvedModuleOptions {
  const exposeHolder: unknown = (options as LeaderElectionModuleOptions | null | undefined)?.exposeHolder;
  const problems =
    exposeHolder === undefined || typeof exposeHolder === 'boolean'
      ? []
      : [`Expected \`exposeHolder\` to be true or false, got ${describeValue(exposeHolder)}.`];
  try {
    const elector = resolveElectorOptions(options, processEnvironment(new Logger('LeaderElection')), ['exposeHolder']);
    if (problems.length === 0) return { elector, exposeHolder: exposeHolder === true };
  } catch (error) {
    if (!(error instanceof InvalidLeaderOptionsError)) throw error;
    problems.unshift(...error.problems);
  }
  throw new InvalidLeaderOptionsError(problems);
}
