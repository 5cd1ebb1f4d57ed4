/**
 * By how many milliseconds a tick's begin is put off: a part of `longest` that is the same in every process, and another for
 * each job and tick.
 */
export function jitterOf(job: string, tick: number, longest: number): number {
  if (longest === 0) return 0;
  let hash = 0x811c9dc5; // FNV-1a
  for (const letter of `${job} ${tick}`) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  return (hash >>> 0) % longest;
}
