import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { node, tool } from '../matrix/install.js';
import { ToolchainApp } from '../matrix/toolchain-app.js';
import { codeBlocks } from '../support/documents.js';
import { packPackage } from '../support/packed-package.js';
import { exampleMain, exampleModule, readme } from '../support/readme.js';

/** The README's commands, with the package as it is packed now. */
function installCommands(tarball: string): string[][] {
  const [block] = codeBlocks('sh', readme);
  const commands = block.split('\n').map(line => line.replace(/#.*/, '').trim());
  return commands
    .filter(command => command !== '')
    .map(command => command.split(' ').map(word => (word === 'nestjs-kubernetes-leader' ? tarball : word)));
}

describe('Somebody who starts with an empty folder and follows the README', () => {
  const desk = new ToolchainApp();
  let run: (command: string, ...args: string[]) => Promise<string>;
  let node24: string;

  beforeAll(async () => {
    node24 = await node('24');
    run = (command, ...args) => desk.run(command, args, { node: node24 });
    const nest = await tool('@nestjs/cli', '^12.0.0', 'bin/nest.js');
    await desk.run('node', [nest, 'new', '.', '--package-manager', 'npm', '--skip-git'], { node: node24 });
    for (const [command, ...args] of installCommands(packPackage(desk.folder).file)) await run(command, ...args);
    desk.write({ 'src/app.module.ts': exampleModule, 'src/main.ts': exampleMain });
  });
  afterAll(() => desk.remove());

  it('has an app that compiles, and whose own tests still pass', async () => {
    await run('npm', 'run', 'build');
    await run('npm', 'test');
  });

  it('sees why this process leads, and the job at work; SIGTERM lets the job finish', async () => {
    const app = desk.start('the app', 'dist/main.js', { node: node24, env: { PORT: '0' } });
    await app.says(/LeaderElection.*(leads|alone)/);
    await app.says(/InvoiceJobs.*Sending invoices with fencing token 0\./);
    app.signal('SIGTERM');
    expect(await app.exit()).toBe('SIGTERM');
    expect(app.said(/ERROR|Abort/)).toEqual([]);
  });
});
