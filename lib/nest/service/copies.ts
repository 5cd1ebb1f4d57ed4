import { packageVersion } from '../../core/package-version.js';

/** One of several copies of this package that an app may have loaded: version, and the file it came from. */
export interface PackageCopy {
  readonly version: string;
  readonly file: string;
}

export const thisCopy: PackageCopy = { version: packageVersion, file: fileOf(new Error()) };

/** Not `import.meta`, which jest in a CommonJS app does not read. */
function fileOf({ stack = '' }: Error): string {
  return /(?:file:\/\/)?(\/[^\s()]+|[A-Za-z]:[^\s()]+):\d+:\d+/.exec(stack)?.[1] ?? 'an unknown file';
}
