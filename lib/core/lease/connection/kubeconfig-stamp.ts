import { stat } from 'node:fs/promises';

/** Differs if one of the files was written or replaced. In a file of its own, because options are read without it. */
export async function stampOf(files: readonly string[]): Promise<string> {
  const stamps = files.map(file =>
    stat(file).then(
      ({ ino, mtimeMs, size }) => `${ino} ${mtimeMs} ${size}`,
      () => 'missing',
    ),
  );
  return (await Promise.all(stamps)).join();
}
