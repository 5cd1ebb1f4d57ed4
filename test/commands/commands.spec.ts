import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { commandsOf, documentedCommands } from '../support/documented-commands.js';
import { codeBlocks, documents, readDocument } from '../support/documents.js';
import { readFileSync } from 'node:fs';
import { notHere } from './not-here.js';
import { type ShellCommand } from './shell-command.js';
import { Stage } from './stage.js';

jest.setTimeout(300_000);

const all = documentedCommands();
const reasonNotToRun = (command: string) => notHere.find(([pattern]) => pattern.test(command))?.[1];
const toRun = all.filter(({ command }) => reasonNotToRun(command) === undefined);
const documentsToRun = [...new Set(toRun.map(({ document }) => document))];

/** What runs until somebody ends it. */
const isEndless = (command: string) => /--watch\b|\bleader dashboard\b/.test(command);

describe('The commands of the documents', () => {
  it('are found', () => {
    expect(all.length).toBeGreaterThan(80);
    expect(toRun.length).toBeGreaterThan(25);
    const code = 'name=$(kubectl get lease)\nkubectl get \\\n  lease # a comment\n\n# another\nnpm ci\n';
    expect(commandsOf(code)).toEqual(['name=$(kubectl get lease); kubectl get lease', 'npm ci']);
    expect(commandsOf('$ npm ci\nadded 1 package\n$ npm test\n')).toEqual(['npm ci', 'npm test']);
  });

  it('are run here, or are listed with the reason, each once', () => {
    const reasons = all.map(({ command }) => notHere.filter(([pattern]) => pattern.test(command)).length);
    expect(all.filter((_, index) => reasons[index] > 1)).toEqual([]);
    const unused = notHere.filter(([pattern]) => !all.some(({ command }) => pattern.test(command)));
    expect(unused).toEqual([]);
  });

  it('are of programs that are here', () => {
    const strangers = toRun.filter(
      ({ command }) => !/^(\w+=\$\()?(kubectl|npx nestjs-kubernetes-leader) /.test(command),
    );
    expect(strangers).toEqual([]);
  });
});

describe('On a real kube-apiserver', () => {
  let stage: Stage;
  let running: ShellCommand | undefined;
  beforeAll(async () => {
    stage = await Stage.create();
  });
  afterEach(() => running?.kill());
  afterAll(() => stage?.destroy());

  describe.each(documentsToRun)('%s', document => {
    beforeAll(async () => {
      await stage.setUp();
      const [deployment] = codeBlocks('yaml', readDocument('docs/getting-started.md'));
      stage.write('deployment.yaml', deployment);
    });

    it.each(toRun.filter(entry => entry.document === document).map(({ command }) => command))('%s', async command => {
      if (/ step-down /.test(command)) await stage.setUp();
      // Any port, because 8080 may be taken.
      running = stage.run(command.replace(/--port \d+/, '--port 0'));
      const { status, output } = await (isEndless(command) ? running.printed() : running.ended());
      // The doctor ends with 1 if it finds something, such as a Deployment that is not there.
      const fine: (number | null)[] = isEndless(command) ? [null] : / doctor /.test(command) ? [0, 1] : [0];
      expect({ isFine: fine.includes(status), status, output }).toEqual({ isFine: true, status, output });
      if (!/ > /.test(command)) expect(output).not.toBe('');
      expect(output).not.toMatch(/\berror:|: not found|denied/i);
    });
  });

  const manifests = [
    ...documents.flatMap(document => codeBlocks('yaml', readDocument(document)).map(yaml => [document, yaml])),
    ...['rbac', 'deployment'].map(name => [
      `sample/deploy/${name}.yaml`,
      readFileSync(`sample/deploy/${name}.yaml`, 'utf8'),
    ]),
  ].filter(([, yaml]) => /^apiVersion: /m.test(yaml));

  it.each(manifests)('takes the manifest of %s', async (_, yaml) => {
    stage.write('manifest.yaml', yaml);
    running = stage.run('kubectl apply --dry-run=server --validate=strict -f manifest.yaml');
    const { status, output } = await running.ended();
    expect({ status, output }).toEqual({ status: 0, output: expect.stringContaining('server dry run') });
  });

  it('refuses a manifest with a field that it does not know', async () => {
    const [[, yaml]] = manifests;
    stage.write('wrong.yaml', yaml.replace(/^metadata:/m, 'metadatas:'));
    running = stage.run('kubectl apply --dry-run=server --validate=strict -f wrong.yaml');
    expect((await running.ended()).status).not.toBe(0);
  });
});
