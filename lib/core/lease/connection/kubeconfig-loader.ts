import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describeError, errorCode } from '../one-line.js';
import { type KubeConfigLike } from './connection-option.js';

/** What we use from `@kubernetes/client-node`, 1.x or 2.x. */
export interface ClientNode {
  KubeConfig: new () => KubeConfigLike & {
    loadFromFile(file: string): void;
    loadFromDefault(): void;
    setCurrentContext(context: string): void;
    getContexts(): { name: string }[];
  };
}

export interface KubeconfigSource {
  /** @default `$KUBECONFIG`, or else `~/.kube/config` */
  file?: string;
  /** @default the current context of the file */
  context?: string;
}

/**
 * Imported lazily: it takes some 400 ms and 70 MB, which a pod should not pay. In a `try`, because a bundler then builds
 * an app that does not have the package.
 */
async function importClientNode(importModule?: () => Promise<ClientNode>): Promise<ClientNode> {
  try {
    return await (importModule?.() ?? import('@kubernetes/client-node'));
  } catch (error) {
    return explainImport(error);
  }
}

/** Loads a kubeconfig with `@kubernetes/client-node`. Rejects with a message that says what to do. */
export async function loadKubeconfig(
  { file, context }: KubeconfigSource,
  env: NodeJS.ProcessEnv,
  importModule?: () => Promise<ClientNode>,
): Promise<KubeConfigLike> {
  const { KubeConfig } = await importClientNode(importModule);
  const config = new KubeConfig();
  try {
    if (file !== undefined) config.loadFromFile(file);
    else if (env.KUBECONFIG || process.platform === 'win32') config.loadFromDefault();
    else config.loadFromFile(defaultFile());
  } catch (error) {
    throw new Error(`cannot read the kubeconfig${file === undefined ? '' : ` ${file}`}: ${describeError(error)}`);
  }
  if (context !== undefined) {
    const known = config.getContexts().map(({ name }) => name);
    if (!known.includes(context)) {
      throw new Error(`the kubeconfig has no context "${context}", only ${known.map(name => `"${name}"`).join(', ')}`);
    }
    config.setCurrentContext(context);
  }
  return config;
}

/** Checked here, because client-node would go on with a server on localhost:8080 if there is no file. */
function defaultFile(): string {
  const file = join(homedir(), '.kube', 'config');
  if (!existsSync(file)) throw new Error('neither $KUBECONFIG nor ~/.kube/config exists');
  return file;
}

function explainImport(error: unknown): never {
  const missing = /(^|_)MODULE_NOT_FOUND$/.test(errorCode(error) ?? '');
  throw new Error(
    missing
      ? 'a kubeconfig needs the package @kubernetes/client-node: npm install @kubernetes/client-node'
      : `@kubernetes/client-node cannot be loaded: ${describeError(error)} (its version 2 needs Node 22.19 or later)`,
  );
}
