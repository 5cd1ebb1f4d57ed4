import { execFile } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import { type Mutation } from './mutations.js';

/** What is changed. */
type Mutated = Pick<Mutation, 'file' | 'edits'>;

/** What came of a search. */
export interface Verdict {
  /** The first line of a failing run; undefined where all runs passed. */
  readonly violation: string | undefined;
  readonly output: string;
}

/** A compiled simulation, and how it is told how far to search. */
export interface Program {
  readonly main: string;
  readonly args: (runs: number) => readonly string[];
  /** The line with what went wrong. */
  readonly violation: RegExp;
}

export const elections = (seed = 1): Program => ({
  main: 'test/simulation/main.js',
  args: runs => ['--runs', String(runs), '--seed', String(seed), '--no-shrink'],
  violation: /^at [\d.]+ ms: .*$/m,
});

export const ticks = (retries: number): Program => ({
  main: 'test/simulation/ticks/main.js',
  args: runs => ['--runs', String(runs), '--seed', '1', '--retries', String(retries)],
  violation: /^seed \d+: .*$/m,
});

/** The library's source with the mutation; a mutation that does not fit the source any more is an error. */
export function mutate(source: string, { edits, file }: Mutated): string {
  return edits.reduce((text, [find, replace]) => {
    const parts = text.split(find);
    if (parts.length !== 2) {
      throw new Error(
        `Expected what a mutation is to replace once in lib/${file}, found it ${parts.length - 1} times:\n${find}`,
      );
    }
    return parts.join(replace);
  }, source);
}

/**
 * Searches with a copy of the compiled simulation in which one file of the library is another.
 *
 * @param build the compiled simulation
 * @param folder where its copy goes, which is removed afterwards
 */
export async function searchMutant(
  build: string,
  folder: string,
  mutation: Mutated,
  runs: number,
  program = elections(),
): Promise<Verdict> {
  cpSync(build, folder, { recursive: true });
  try {
    const source = mutate(readFileSync(join('lib', mutation.file), 'utf8'), mutation);
    const { code } = transformSync(source, {
      filename: mutation.file,
      jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true } },
      module: { type: 'es6' },
    });
    writeFileSync(join(folder, 'lib', mutation.file.replace(/ts$/, 'js')), code);
    return await searchBuild(folder, runs, program);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Searches with a compiled simulation, in a process of its own. */
export function searchBuild(build: string, runs: number, program = elections()): Promise<Verdict> {
  const args = [join(build, program.main), ...program.args(runs)];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { maxBuffer: 1 << 26 }, (error, output, errors) => {
      const found = program.violation.exec(output)?.[0];
      // A mutant that cannot even start has not been caught.
      if (error && found === undefined) reject(new Error(`${output}\n${errors}`));
      else resolve({ violation: found, output });
    });
  });
}
