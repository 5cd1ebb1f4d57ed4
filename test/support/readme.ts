import { codeBlocks, readDocument } from './documents.js';

export const readme = readDocument('README.md');

/** The README's example app: its module and its `main.ts`. */
export const [exampleModule, exampleMain] = codeBlocks('ts', readme);

/** Replaces what must be there. */
export function replaced(text: string, ...changes: readonly (readonly [from: string, to: string])[]): string {
  return changes.reduce((changed, [from, to]) => {
    if (!changed.includes(from)) throw new Error(`Expected to find ${from} in:\n${changed}`);
    return changed.replace(from, to);
  }, text);
}
