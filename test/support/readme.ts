import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './packed-package.js';

export const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** What is in the README's fenced blocks of a language, in order. */
export function codeBlocks(language: string, text = readme): string[] {
  return [...text.matchAll(new RegExp('^```' + language + '\\n(.*?)^```$', 'gms'))].map(([, code]) => code);
}

/** What is between `<!-- name:start -->` and `<!-- name:end -->`. */
export function marked(name: string): string {
  const found = new RegExp(`<!-- ${name}:start -->\n(.*?)<!-- ${name}:end -->`, 's').exec(readme);
  if (!found) throw new Error(`The README has no mark "${name}".`);
  return found[1];
}

/** Replaces what must be there. */
export function replaced(text: string, ...changes: readonly (readonly [from: string, to: string])[]): string {
  return changes.reduce((changed, [from, to]) => {
    if (!changed.includes(from)) throw new Error(`Expected to find ${from} in:\n${changed}`);
    return changed.replace(from, to);
  }, text);
}
