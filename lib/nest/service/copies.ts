import { LeaderElectionError } from '../../core/errors/leader-election.error.js';
import { packageVersion } from '../../core/package-version.js';

/** One of several copies of this package that an app may have loaded: version, and the file it came from. */
export interface PackageCopy {
  readonly version: string;
  readonly file: string;
}

export const thisCopy: PackageCopy = { version: packageVersion, file: fileOf(new Error()) };

/**
 * Neither would keep to the other's election, and both would lead.
 *
 * @param has follows the name of this copy: `has the decorators`
 * @param otherHas the same of the other
 */
export function secondCopyError(has: string, other: Partial<PackageCopy> | undefined, otherHas: string): Error {
  const remedy =
    other?.file === thisCopy.file
      ? 'Both come from the same file, which was loaded twice: by `jest.resetModules()`, for example, or a hot reload. Load ' +
        'everything that uses it anew, too.'
      : 'Install one copy for the whole app: `npm ls nestjs-kubernetes-leader`, `pnpm why` or `yarn why` shows who brings which.';
  return new LeaderElectionError(
    'secondCopy',
    `Two copies of nestjs-kubernetes-leader meet in this app: ${described(thisCopy)} ${has}, and ${described(other)} ` +
      `${otherHas}. Neither would keep to the other's election. ${remedy}`,
  );
}

function described(copy: Partial<PackageCopy> | undefined): string {
  return `version ${copy?.version ?? 'unknown'} in ${copy?.file ?? 'an unknown file'}`;
}

/** Not `import.meta`, which jest in a CommonJS app does not read. */
function fileOf({ stack = '' }: Error): string {
  return /(?:file:\/\/)?(\/[^\s()]+|[A-Za-z]:[^\s()]+):\d+:\d+/.exec(stack)?.[1] ?? 'an unknown file';
}
