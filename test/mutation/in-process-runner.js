import { readdirSync } from 'node:fs';
import { register } from 'node:module';
import { pathToFileURL } from 'node:url';

const folder = 'test/unit/election';

/** A Stryker test runner that loads the tests once and runs them in its own process. */
class InProcessRunner {
  capabilities() {
    return { reloadEnvironment: false };
  }

  async dryRun() {
    const { tests, failure } = await this.run();
    if (failure) return { status: 'error', errorMessage: `${failure.name}: ${failure.error}` };
    return { status: 'complete', tests, mutantCoverage: stryker().mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit }) {
    Object.assign(stryker(), {
      activeMutant: activeMutant.id,
      hitLimit,
      hitCount: hitLimit === undefined ? undefined : 0,
    });
    const { tests, failure } = await this.run(testFilter);
    const { hitCount } = stryker();
    if (hitLimit !== undefined && hitCount > hitLimit)
      return { status: 'timeout', reason: `Hit limit reached (${hitCount})` };
    if (!failure) return { status: 'survived', nrOfTests: tests.length };
    return { status: 'killed', killedBy: [failure.id], failureMessage: String(failure.error), nrOfTests: tests.length };
  }

  /** Until the first failure; the quick ones first. */
  async run(only) {
    const tests = [];
    try {
      this.tests ??= await load();
    } catch (error) {
      return { tests, failure: { id: 'loading', name: 'loading', error } };
    }
    for (const { id, name, run } of this.tests) {
      if (only && !only.includes(id)) continue;
      stryker().currentTestId = id;
      const started = performance.now();
      try {
        await run();
      } catch (error) {
        return { tests, failure: { id, name, error } };
      }
      tests.push({ id, name, status: 0, timeSpentMs: performance.now() - started });
    }
    stryker().currentTestId = undefined;
    const took = new Map(tests.map(({ id, timeSpentMs }) => [id, timeSpentMs]));
    if (!only) this.tests.sort((a, b) => took.get(a.id) - took.get(b.id));
    return { tests };
  }
}

/** Where instrumented code looks which mutant is active, and counts what it covers. */
function stryker() {
  return (globalThis.__stryker__ ??= {});
}

async function load() {
  register('./typescript-hooks.js', import.meta.url);
  for (const file of readdirSync(folder).sort()) {
    if (file.endsWith('.spec.ts')) await import(pathToFileURL(`${process.cwd()}/${folder}/${file}`).href);
  }
  return (await import('./jest-globals.js')).tests;
}

const create = () => new InProcessRunner();
create.inject = [];

export const strykerPlugins = [{ kind: 'TestRunner', name: 'in-process', factory: create }];
