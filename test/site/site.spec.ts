import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { inflateSync } from 'node:zlib';
import { root } from '../support/packed-package.js';
import { linksOf, type Page, readPage } from './page.js';

const site = join(root, '.build/site');
const files = new Set(readdirSync(site, { recursive: true, encoding: 'utf8' }));
const pages = new Map<string, Page>(
  [...files]
    .filter(file => file.endsWith('.html'))
    .map(file => [file, readPage(readFileSync(join(site, file), 'utf8'))]),
);
const { homepage, version, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const repository = homepage.replace(/#.*/, '');

/** What is wrong with a link of a page, if something is. The network is not asked. */
function problemWith(from: string, link: string): string | undefined {
  if (link.startsWith(`${repository}/`)) {
    const [, path] = /^\/(?:blob|tree)\/main\/([^#]+)/.exec(link.slice(repository.length)) ?? [];
    return path !== undefined && !existsSync(join(root, path)) ? `the repository has no ${path}` : undefined;
  }
  if (/^[a-z]+:/.test(link)) return link.startsWith('https://') ? undefined : 'it is not https';
  const [path, fragment] = link.split('#');
  const file = path === '' ? from : normalize(join(dirname(from), decodeURIComponent(path)));
  if (file === './') return undefined; // the first page
  if (!files.has(file)) return `there is no ${file}`;
  if (fragment === undefined || fragment === '' || !pages.has(file)) return undefined;
  return pages.get(file)!.ids.has(decodeURIComponent(fragment)) ? undefined : `${file} has no #${fragment}`;
}

/** The addresses in the menu, which the browser builds from compressed data. */
function menu(): string[] {
  const [, data] = /"data:application\/octet-stream;base64,([^"]+)"|"([\w+/=]+)"/
    .exec(readFileSync(join(site, 'assets/navigation.js'), 'utf8'))!
    .filter(part => part !== undefined);
  interface Entry {
    readonly path?: string;
    readonly children?: readonly Entry[];
  }
  const addresses = ({ path, children = [] }: Entry): string[] => [
    ...(path === undefined ? [] : [path]),
    ...children.flatMap(addresses),
  ];
  return (JSON.parse(inflateSync(Buffer.from(data, 'base64')).toString()) as Entry[]).flatMap(addresses);
}

describe('The site', () => {
  it('has no link that leads nowhere', () => {
    const broken = [...pages].flatMap(([from, page]) =>
      page.links.flatMap(link => {
        const problem = problemWith(from, link);
        return problem === undefined ? [] : [`${from} links to ${link}, but ${problem}`];
      }),
    );
    expect([...new Set(broken)]).toEqual([]);
    expect([...pages.values()].flatMap(({ links }) => links).length).toBeGreaterThan(1_000);
  });

  it('has a menu that leads somewhere', () => {
    const addresses = menu();
    expect(addresses.filter(address => problemWith('index.html', address) !== undefined)).toEqual([]);
    expect(addresses.length).toBeGreaterThan(100);
  });

  it('has a page for each document, and the menu has it', () => {
    const documents = readdirSync(join(root, 'docs')).filter(name => name.endsWith('.md') && name !== 'README.md');
    const expected = [...documents, 'index.md'].map(name => `guides/${name.replace(/\.md$/, '.html')}`);
    expect(expected.filter(file => !files.has(file))).toEqual([]);
    const addresses = menu();
    expect(expected.filter(file => !addresses.includes(file))).toEqual([]);
  });

  it('has each entry point, by the name that it is imported by', () => {
    const entries = Object.keys(exports).filter(subpath => subpath !== './package.json');
    const titles = [...pages.values()].map(({ title }) => title);
    const missing = entries.filter(
      subpath => !titles.some(title => title.startsWith(`${subpath.replace('.', 'nestjs-kubernetes-leader')} |`)),
    );
    expect(missing).toEqual([]);
  });

  it('says of which version it is', () => {
    expect(pages.get('index.html')!.title).toContain(`v${version}`);
  });
});

describe('A link', () => {
  it.each([
    ['guides/nowhere.html', 'there is no guides/nowhere.html'],
    ['guides/guide.html#nowhere', 'guides/guide.html has no #nowhere'],
    [`${repository}/blob/main/nowhere.ts`, 'the repository has no nowhere.ts'],
    ['http://example.com', 'it is not https'],
  ])('that leads nowhere is found: %s', (link, problem) => {
    expect(problemWith('index.html', linksOf(`<a class="x" href="${link}">`)[0])).toBe(problem);
  });
});
