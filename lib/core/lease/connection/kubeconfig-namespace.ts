import { readFileSync } from 'node:fs';
import { isObject } from '../../record/is-object.js';
import { kubeconfigFiles } from './kubeconfig-files.js';

/** Which context a kubeconfig takes, and the namespaces of its contexts. */
interface Contexts {
  readonly current: string | undefined;
  readonly namespaces: ReadonlyMap<string, string | undefined>;
}

/**
 * The namespace of a kubeconfig's context, as kubectl uses it. Options are resolved synchronously and before anything is
 * asked, so this reads just these two facts itself, from the YAML that kubectl and its like write, or from JSON. What it
 * does not understand for certain is an error, and no guess.
 *
 * @returns undefined if the context has none, or there is no such file: that is for the first request to report
 * @throws Error if a file is written in another way
 */
export function kubeconfigNamespace(
  { file, context }: { file?: string; context?: string },
  env: NodeJS.ProcessEnv,
): string | undefined {
  const all = filesOf(file, env).flatMap(path => {
    const text = readIfThere(path);
    return text === undefined ? [] : readContexts(text, path);
  });
  // kubectl merges files: the first that says something is right.
  const name = context ?? all.find(({ current }) => current)?.current;
  return name === undefined ? undefined : all.find(({ namespaces }) => namespaces.has(name))?.namespaces.get(name);
}

function filesOf(file: string | undefined, env: NodeJS.ProcessEnv): string[] {
  try {
    return kubeconfigFiles(file, env);
  } catch {
    return [];
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function readContexts(text: string, path: string): Contexts {
  try {
    return /^\s*\{/.test(text) ? fromJson(JSON.parse(text)) : fromYaml(text);
  } catch {
    throw new Error(
      `the namespace of the kubeconfig's context is unknown: ${path} is not written as kubectl writes it`,
    );
  }
}

function fromJson(config: unknown): Contexts {
  if (!isObject(config)) throw new Error('not an object');
  const contexts = Array.isArray(config.contexts) ? (config.contexts as unknown[]).filter(isObject) : [];
  const namespaces = contexts.map(({ name, context }) => [
    String(name),
    isObject(context) && typeof context.namespace === 'string' ? context.namespace : undefined,
  ]);
  const current = config['current-context'];
  return {
    current: typeof current === 'string' ? current : undefined,
    namespaces: new Map(namespaces as [string, string | undefined][]),
  };
}

/** Block style: one key or list item a line, nesting by indentation. */
function fromYaml(text: string): Contexts {
  const lines = text.split(/\r?\n/).filter(line => !/^\s*(#|$)|^---/.test(line));
  const blocks = blocksOf(lines);
  const namespaces = itemsOf(valueLines(blocks.get('contexts'))).map(item => {
    const keys = blocksOf(item);
    const context = blocksOf(valueLines(keys.get('context')));
    return [scalar(keys.get('name')), scalar(context.get('namespace'))] as const;
  });
  return {
    current: scalar(blocks.get('current-context')),
    namespaces: new Map(namespaces.filter((entry): entry is [string, string | undefined] => entry[0] !== undefined)),
  };
}

interface Block {
  /** What stands behind the colon. */
  readonly inline: string;
  readonly lines: string[];
}

/** The keys on the outermost level of some lines. A list may stand at its key's own indentation. */
function blocksOf(lines: readonly string[]): Map<string, Block> {
  const blocks = new Map<string, Block>();
  const outermost = lines.length === 0 ? 0 : indentOf(lines[0]);
  let open: Block | undefined;
  for (const line of lines) {
    const key = indentOf(line) === outermost ? /^\s*([\w.-]+):(?:\s+(.*))?$/.exec(line) : null;
    if (key) blocks.set(key[1], (open = { inline: (key[2] ?? '').replace(/(^|\s)#.*$/, '').trim(), lines: [] }));
    else if (open && (indentOf(line) > outermost || /^\s*- /.test(line))) open.lines.push(line);
    else throw new Error('not a mapping');
  }
  return blocks;
}

/** The items of a list, each as the lines of its mapping. */
function itemsOf(lines: readonly string[]): string[][] {
  const items: string[][] = [];
  const outermost = lines.length === 0 ? 0 : indentOf(lines[0]);
  for (const line of lines) {
    if (indentOf(line) === outermost && /^\s*- /.test(line)) items.push([line.replace('- ', '  ')]);
    else if (items.length > 0 && indentOf(line) > outermost) items[items.length - 1].push(line);
    else throw new Error('not a list');
  }
  return items;
}

function valueLines(block: Block | undefined): string[] {
  if (block === undefined) return [];
  if (block.inline === '') return block.lines;
  if (/^(null|~|\[\]|\{\})$/.test(block.inline)) return [];
  throw new Error('not in block style');
}

function scalar(block: Block | undefined): string | undefined {
  if (block === undefined) return undefined;
  const { inline, lines } = block;
  if (lines.length > 0) throw new Error('not on one line');
  if (/^(null|~)?$/.test(inline)) return undefined;
  if (/^".*"$/.test(inline)) return JSON.parse(inline) as string;
  if (/^'.*'$/.test(inline)) return inline.slice(1, -1).replaceAll("''", "'");
  if (/^[\w./@:+=-]+$/.test(inline)) return inline;
  throw new Error('not a plain scalar');
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
