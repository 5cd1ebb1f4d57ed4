import { type ElectorDependencies } from './elector-dependencies.js';
import { LeaseElector } from './lease-elector.js';
import { type ElectorOptions } from './options/elector-options.js';
import { processEnvironment } from './options/process-environment.js';
import { resolveElectorOptions } from './options/resolve-options.js';

/**
 * A candidate for a lease, without Nest.
 *
 * @example
 * ```ts
 * const elector = new Elector({ leaseName: 'billing' });
 * elector.on('acquired', ({ endingSignal }) => void consume({ signal: endingSignal }));
 * await elector.start();
 * ```
 */
export class Elector extends LeaseElector {
  /** @throws InvalidLeaderOptionsError lists every mistake */
  constructor(options: ElectorOptions = {}, dependencies: ElectorDependencies = {}) {
    super(resolveElectorOptions(options, processEnvironment(console)), dependencies);
  }
}
