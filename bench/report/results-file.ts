import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, release } from 'node:os';
import { type Result } from '../row.js';

/** What `bench/results.json` holds. */
export interface Results {
  readonly environment: Record<string, string>;
  readonly rows: readonly Result[];
}

/** A run of some rows replaces these and leaves the others as they were; each says when it was measured. */
export function mergeResults(file: string, measured: readonly Result[], order: readonly string[]): Results {
  const old = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results).rows : [];
  const rows = order.flatMap(name => [...measured, ...old].find(({ row }) => row === name) ?? []);
  const results = { environment: environment(), rows };
  writeFileSync(file, `${JSON.stringify(results, round, 1)}\n`);
  return results;
}

function environment(): Record<string, string> {
  const processors = cpus();
  return {
    node: process.version,
    system: `${platform()} ${release()} ${arch()}`,
    processor: `${processors.length} × ${processors[0]?.model ?? 'unknown'}`,
  };
}

function round(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(6)) : value;
}
