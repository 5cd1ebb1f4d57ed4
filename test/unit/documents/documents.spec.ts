import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { Elector } from '../../../lib/core/index.js';
import { leaderMetricNames } from '../../../lib/metrics/index.js';
import { docComments } from '../../support/document-code.js';
import { codeBlocks, documents, readDocument } from '../../support/documents.js';
import { parseManifests, readManifests } from '../../support/manifests.js';
import { root } from '../../support/packed-package.js';
import { exampleModule, readme } from '../../support/readme.js';

/** As GitHub makes them; of two equal headings the second one's anchor ends with -1. */
function anchors(text: string): string[] {
  const withoutCode = text.replace(/^```.*?^```$/gms, '');
  return [...withoutCode.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replace(/ /g, '-'),
  );
}

describe.each([...documents])('%s', path => {
  const text = readDocument(path);
  const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)].map(([, file, anchor]) => ({
    file: file === '' ? path : normalize(join(dirname(path), file)),
    anchor,
  }));

  it('names npm scripts that are there', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const named = [...text.matchAll(/\bnpm (?:run (?:-s )?)?((?<=run (?:-s )?)[\w:-]+|test\b)/g)].map(
      ([, name]) => name,
    );
    expect(named.filter(name => !(name in scripts))).toEqual([]);
  });

  it('has JSON and YAML that can be read', () => {
    for (const json of codeBlocks('json', text)) expect(() => JSON.parse(json) as unknown).not.toThrow();
    for (const yaml of [...codeBlocks('yaml', text), ...codeBlocks('yml', text)]) {
      expect(parseAllDocuments(yaml).flatMap(({ errors }) => errors)).toEqual([]);
    }
  });

  it('links to files that are there', () => {
    expect(links.filter(({ file }) => !existsSync(join(root, file))).map(({ file }) => file)).toEqual([]);
  });

  it('links to headings that are there', () => {
    const dangling = links.filter(
      ({ file, anchor }) => anchor !== undefined && !anchors(readDocument(file)).includes(anchor),
    );
    expect(dangling).toEqual([]);
  });
});

describe('What was tried, as docs/compatibility.md lists it,', () => {
  const [, tried] = readDocument('docs/compatibility.md').split('\n## What was tried\n');
  const rows = [...tried.matchAll(/^\| (.+) \| (.+) \| (.+) \|$/gm)].filter(([, first]) => first !== 'tried');

  it('is held by tests that are there', () => {
    const named = rows.map(([, , , tests]) => [...tests.matchAll(/`([^`]+)`/g)].map(([, path]) => path));
    expect(named.filter(paths => paths.length === 0)).toEqual([]);
    expect(named.flat().filter(path => !path.endsWith('.ts') || !existsSync(join(root, path)))).toEqual([]);
  });

  it('has each thing once', () => {
    const things = rows.map(([, thing]) => thing);
    expect(things.length).toBeGreaterThan(58);
    expect(new Set(things).size).toBe(things.length);
  });
});

describe('The doc comments of lib', () => {
  it('have their examples in fences, which is where they are found to be compiled', () => {
    const unfenced = [...docComments()].filter(([, text]) => /^@example\n(?!```ts\n)|^@example \S/m.test(text));
    expect(unfenced.map(([path]) => path)).toEqual([]);
  });
});

describe('README.md', () => {
  it('is no longer than one sitting', () => {
    expect(readme.split('\n').length).toBeLessThanOrEqual(180);
  });

  it('keeps its promise of twenty lines', () => {
    expect(exampleModule.split('\n').filter(line => line.trim() !== '').length).toBeLessThanOrEqual(20);
  });

  it('leads to the index of all documents', () => {
    expect(readme).toContain('(docs/README.md)');
  });
});

describe('docs/README.md', () => {
  it('leads to every document, in reading order, each once', () => {
    const text = readDocument('docs/README.md');
    const guides = documents.filter(path => path.startsWith('docs/') && path !== 'docs/README.md');
    const count = (path: string) => text.split(`(${path.slice('docs/'.length)})`).length - 1;
    expect(guides.filter(path => count(path) !== 1)).toEqual([]);
  });
});

describe('docs/monitoring.md', () => {
  it('has every metric in its table', () => {
    const text = readDocument('docs/monitoring.md');
    expect(Object.values(leaderMetricNames).filter(name => !text.includes(`| \`${name}\` |`))).toEqual([]);
  });
});

describe('docs/getting-started.md', () => {
  it('shows the Deployment of the sample', () => {
    const [yaml] = codeBlocks('yaml', readDocument('docs/getting-started.md'));
    expect(parseManifests(yaml)).toEqual(readManifests('deployment.yaml'));
  });
});

describe('docs/permissions.md', () => {
  it('shows the Role of the sample', () => {
    const [yaml] = codeBlocks('yaml', readDocument('docs/permissions.md'));
    expect(parseManifests(yaml)).toEqual(readManifests('rbac.yaml').filter(({ kind }) => kind === 'Role'));
  });
});

describe('sample/deploy/deployment.yaml', () => {
  it('gives a pod time to release its lease, and kills it before another may lead', () => {
    const [deployment] = readManifests('deployment.yaml');
    const { spec } = (deployment.spec as { template: { spec: { terminationGracePeriodSeconds: number } } }).template;
    const grace = spec.terminationGracePeriodSeconds * 1_000;
    const { drainTimeout, abortGrace, releaseTimeout, leaseDuration, renewInterval } = new Elector().options;
    expect(grace).toBeGreaterThan(drainTimeout + abortGrace + releaseTimeout);
    expect(grace).toBeLessThanOrEqual(drainTimeout + leaseDuration - renewInterval);
  });
});
