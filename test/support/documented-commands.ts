import { codeBlocks, documents, readDocument } from './documents.js';

/** A command that people are told to type, and where. */
export interface DocumentedCommand {
  readonly document: string;
  readonly command: string;
}

/** The commands of all documents, in order, each without its comment. A variable and the command that uses it are one. */
export function documentedCommands(): DocumentedCommand[] {
  return documents.flatMap(document => {
    const text = readDocument(document);
    const blocks = ['sh', 'bash', 'console'].flatMap(language => codeBlocks(language, text));
    return blocks.flatMap(code => commandsOf(code)).map(command => ({ document, command }));
  });
}

/** In a block with prompts (`$ `), what has none is what the commands print. */
export function commandsOf(code: string): string[] {
  const typed =
    code
      .match(/^\$ .*$/gm)
      ?.map(line => line.slice(2))
      .join('\n') ?? code;
  return typed
    .replace(/\\\n\s*/g, '')
    .replace(/^(\w+=(?:\$\(.*\)|'.*'))\n/gm, '$1; ')
    .split('\n')
    .map(line => line.replace(/(^| +)#.*$/, ''))
    .filter(line => line !== '');
}
