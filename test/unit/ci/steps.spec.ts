import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../../.ci', import.meta.url));

/** Runs steps of CI, each a limit and the words of a shell script. */
function run(...steps: (readonly [limit: string, script: string])[]) {
  const script = ['set -uo pipefail', `source ${folder}/steps.sh`, ...steps.map(stepLine), 'total'].join('\n');
  const { status, stdout } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
  return { status, lastLine: stdout.trimEnd().split('\n').at(-1) };
}

const stepLine = ([limit, script]: readonly [string, string], index: number) =>
  `step 'step ${index}' ${limit} bash -c '${script}'`;

function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return /^[^Z\s]/.test(stdout.trim());
}

const jest = (summary: string, status = 0) =>
  ['10s', `printf "Test Suites: 1 passed, 1 total\\nTests:       ${summary}, 9 total\\n"; exit ${status}`] as const;

describe('A run of CI', () => {
  it('adds up the tests of its steps, and a step that has none', () => {
    expect(run(jest('7 passed'), jest('2 passed'), ['10s', 'true'])).toEqual({
      status: 0,
      lastLine: '10 passed, 0 failed',
    });
  });

  it('adds up the summaries of one step', () => {
    const twice = `${jest('7 passed')[1].replace('; exit 0', '')}; ${jest('2 passed')[1]}`;
    expect(run(['10s', twice])).toEqual({ status: 0, lastLine: '9 passed, 0 failed' });
  });

  it('fails with the tests that failed, and goes on', () => {
    expect(run(jest('1 failed, 6 passed', 1), jest('2 passed'))).toEqual({ status: 1, lastLine: '8 passed, 1 failed' });
  });

  it.each(['skipped', 'todo'])('takes no %s test for one that passed', word => {
    expect(run(jest(`3 ${word}, 6 passed`))).toEqual({ status: 1, lastLine: '6 passed, 3 failed' });
    expect(run(jest(`3 ${word}`))).toEqual({ status: 1, lastLine: '0 passed, 3 failed' });
  });

  it('fails where a suite could not be loaded, so that no test of it failed', () => {
    expect(run(jest('6 passed', 1))).toEqual({ status: 1, lastLine: '6 passed, 1 failed' });
  });

  it('fails where a step fails before any test', () => {
    expect(run(['10s', 'exit 3'], jest('2 passed'))).toEqual({ status: 1, lastLine: '2 passed, 1 failed' });
  });

  it('ends a step that hangs, and goes on', () => {
    expect(run(['0.2s', 'sleep 60'], jest('2 passed'))).toEqual({ status: 1, lastLine: '2 passed, 1 failed' });
  });

  it('counts through colours', () => {
    const coloured = 'printf "\\033[1mTests:       \\033[22m\\033[1m\\033[32m4 passed\\033[39m\\033[22m, 4 total\\n"';
    expect(run(['10s', coloured])).toEqual({ status: 0, lastLine: '4 passed, 0 failed' });
  });

  it('counts steps that run beside others, and shows what they printed whole', () => {
    const lane = ['lane() {', ...[jest('2 passed'), jest('1 failed', 1)].map(stepLine), '}', 'aside lane'].join('\n');
    const script = ['set -uo pipefail', `source ${folder}/steps.sh`, lane, stepLine(jest('7 passed'), 2), 'total'];
    const { status, stdout } = spawnSync('bash', ['-c', script.join('\n')], { encoding: 'utf8' });
    const shown = stdout.split('\n').flatMap(line => /^=== (step \d)$/.exec(line)?.[1] ?? []);
    expect(shown).toEqual(['step 2', 'step 0', 'step 1']);
    expect([status, stdout.trimEnd().split('\n').at(-1)]).toEqual([1, '9 passed, 1 failed']);
  });

  it('takes the steps beside it along when it ends early', async () => {
    const lane = `lane() { ${stepLine(['60s', 'echo $$ >&2; exec sleep 50'], 0)}; }`;
    const script = [
      'set -uo pipefail',
      `source ${folder}/steps.sh`,
      lane,
      'aside lane',
      'until grep -qE "^[0-9]+$" $results/lane-0; do sleep 0.1; done',
      'cat $results/lane-0',
    ];
    const { stdout } = spawnSync('bash', ['-c', script.join('\n')], { encoding: 'utf8' });
    const [, pid] = /^(\d+)$/m.exec(stdout)!;
    while (isAlive(Number(pid))) await delay(20);
  });
});
