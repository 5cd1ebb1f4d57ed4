import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './packed-package.js';

/** What people read, by its path in the repository. */
export const documents: readonly string[] = [
  ...within('.', false),
  ...within('docs', true),
  ...within('sample', true),
  ...within('test/kube-apiserver', false),
];

export function readDocument(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The fenced blocks of a language, in order. */
export function codeBlocks(language: string, text: string): string[] {
  return [...text.matchAll(new RegExp('^```' + language + '\\n(.*?)^```$', 'gms'))].map(([, code]) => code);
}

/** What is between `<!-- name:start -->` and `<!-- name:end -->`, in whichever document that is. */
export function marked(name: string): string {
  const pattern = new RegExp(`<!-- ${name}:start -->\n(.*?)<!-- ${name}:end -->`, 's');
  const found = documents.map(path => pattern.exec(readDocument(path))?.[1]).filter(text => text !== undefined);
  if (found.length !== 1) throw new Error(`Expected one document with the mark "${name}", found ${found.length}.`);
  return found[0];
}

function within(folder: string, recursive: boolean): string[] {
  return readdirSync(join(root, folder), { recursive, encoding: 'utf8' })
    .filter(path => path.endsWith('.md'))
    .map(path => (folder === '.' ? path : `${folder}/${path}`))
    .sort();
}
