import { type PackageCopy, secondCopyError } from './copies.js';
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
  throw secondCopyError('has the decorators or the guard', madeBy, 'the LeaderElectionModule');
}
