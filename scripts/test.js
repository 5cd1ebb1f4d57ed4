import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';

// `npm test`: all that needs no cluster, at once. What is given after `--` goes to jest.

const seconds = since => `${Math.round((performance.now() - since) / 1000)} s`;
const begun = performance.now();

/** Says what came of it when it has ended; what it printed only if it failed. */
async function check(name, script) {
  console.log(`${name}…`);
  const since = performance.now();
  const child = spawn('npm', ['run', '-s', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => (output += text));
  const [status] = await once(child, 'close');
  console.log(status === 0 ? `${name}: all right, after ${seconds(since)}` : `${name}: FAILED\n${output}`);
  return status === 0 ? [] : [name];
}

/** Jest prints by itself, each suite and how many tests passed. */
async function tests() {
  console.log('tests (unit, integration, a quick simulation)…');
  const args = ['--selectProjects', 'unit', 'integration', 'simulation', `--maxWorkers=${availableParallelism()}`];
  const child = spawn('npm', ['run', '-s', 'jest', '--', ...args, ...process.argv.slice(2)], { stdio: 'inherit' });
  const [status] = await once(child, 'close');
  return status === 0 ? [] : ['tests'];
}

const inOrder = async () => [
  ...(await check('types', 'typecheck')),
  ...(await check('lint', 'lint:code')),
  ...(await check('format', 'lint:format')),
];

const failed = (await Promise.all([tests(), inOrder()])).flat();
console.log(failed.length === 0 ? `All right, in ${seconds(begun)}.` : `Failed: ${failed.join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
