import { LeaderElectionError } from '../../core/errors/leader-election.error.js';
import { type PackageCopy, thisCopy } from './copies.js';
import { LeaderInternals } from './leader-internals.js';

/** The same in every copy of this package, so that one copy's service does not pass for a stub of another's. */
const brand = Symbol.for('nestjs-kubernetes-leader.internals');

/** Hides a service's internals under the brand. */
export function attachInternals(leader: object, internals: LeaderInternals): void {
  Object.defineProperty(leader, brand, { value: internals });
}

/**
 * The one door into a `LeaderService`. Undefined for a stub: what a test put in its place.
 *
 * @throws LeaderElectionError `secondCopy` for a service that another copy of this package made
 */
export function internalsOf(leader: object): LeaderInternals | undefined {
  const internals = (leader as { readonly [brand]?: unknown })[brand];
  if (internals instanceof LeaderInternals) return internals;
  // A mock that answers to every name has a function here.
  if (typeof internals !== 'object' || internals === null) return undefined;
  const { madeBy } = internals as { readonly madeBy?: PackageCopy };
  throw new LeaderElectionError(
    'secondCopy',
    `Two copies of nestjs-kubernetes-leader meet in this app: ${described(thisCopy)} has the decorators or the guard, and ` +
      `${described(madeBy)} the LeaderElectionModule. Neither would keep to the other's election. Install one version for ` +
      'the whole app: `npm ls nestjs-kubernetes-leader` shows who brings which.',
  );
}

function described(copy: Partial<PackageCopy> | undefined): string {
  return `version ${copy?.version ?? 'unknown'} in ${copy?.file ?? 'an unknown file'}`;
}
