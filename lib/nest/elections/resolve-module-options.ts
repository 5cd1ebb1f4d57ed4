import { Logger } from '@nestjs/common';
import { type ResolvedElectorOptions } from '../../core/elector/options/elector-options.js';
import { trueOrFalse } from '../../core/elector/options/expectations.js';
import { OptionReader } from '../../core/elector/options/option-reader.js';
import { processEnvironment } from '../../core/elector/options/process-environment.js';
import { readElectorOptions } from '../../core/elector/options/resolve-options.js';
import { type LeaderElectionModuleOptions } from './leader-election-options.js';

/** `forRoot`'s options, checked, with every default filled in. */
export interface ResolvedModuleOptions {
  readonly elector: ResolvedElectorOptions;
  readonly exposeHolder: boolean;
}

/** @throws InvalidLeaderOptionsError that lists every mistake */
export function resolveModuleOptions(options: LeaderElectionModuleOptions): ResolvedModuleOptions {
  const read = new OptionReader(options);
  const elector = readElectorOptions(read, processEnvironment(new Logger('LeaderElection')), ['exposeHolder']);
  const exposeHolder = read.option('exposeHolder', trueOrFalse) ?? false;
  read.throwIfAnyProblem();
  return { elector, exposeHolder };
}
