import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What must stay as it is, however many terms there were. */
export type Sample = Readonly<Record<string, number>> & { readonly heap: number };

/** Bytes on the heap that are reachable, and the process's open resources by kind. */
export async function sample(counts: Record<string, number>): Promise<Sample> {
  await new Promise(resolve => setImmediate(resolve));
  collectGarbage();
  collectGarbage();
  const resources: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  return { ...resources, ...counts, heap: process.memoryUsage().heapUsed };
}

/**
 * By how much each count grew: the median of the last quarter less the median of the first, so that one collection that
 * came late or one timer that had just been set says nothing.
 */
export function growth(samples: readonly Sample[]): Record<string, number> {
  const quarter = Math.floor(samples.length / 4);
  const kinds = [...new Set(samples.flatMap(Object.keys))];
  const median = (some: readonly Sample[], kind: string) =>
    some.map(counts => counts[kind] ?? 0).sort((a, b) => a - b)[Math.floor(some.length / 2)];
  return Object.fromEntries(
    kinds.map(kind => [kind, median(samples.slice(-quarter), kind) - median(samples.slice(0, quarter), kind)]),
  );
}

export function describeGrowth(what: string, samples: readonly Sample[]): string {
  const { heap, ...others } = growth(samples);
  const first = (samples[0].heap / 2 ** 20).toFixed(1);
  return `${what}: heap ${first} MiB, grown by ${(heap / 1024).toFixed(0)} KiB; others ${JSON.stringify(others)}\n`;
}
