import { readFile } from 'node:fs/promises';
import { describeError, errorCode } from '../one-line.js';
import { type KubeConfigLike } from './connection-option.js';
import { checkCredentials, loadingAdvice } from './kubeconfig-checks.js';
import { type KubeConfigSource } from './kubeconfig.connection.js';
import { kubeconfigFiles } from './kubeconfig-files.js';
import { stampOf } from './kubeconfig-stamp.js';

/** What we use from `@kubernetes/client-node`, 1.x or 2.x. */
export interface ClientNode {
  KubeConfig: new () => KubeConfigLike & {
    loadFromFile(file: string): void;
    loadFromDefault(): void;
    setCurrentContext(context: string): void;
    getContexts(): { name: string }[];
  };
}

/** Which kubeconfig, and which of its contexts. */
export interface KubeconfigSelection {
  /** @default `$KUBECONFIG`, or else `~/.kube/config` */
  file?: string;
  /** @default the current context of the file */
  context?: string;
}

/**
 * Imported lazily: it takes some 400 ms and 70 MB, which a pod should not pay. Right in a `try`, because a bundler
 * then builds an app that does not have the package.
 */
async function importClientNode(importModule?: () => Promise<ClientNode>): Promise<ClientNode> {
  try {
    if (importModule) return await importModule();
    return await import('@kubernetes/client-node');
  } catch (error) {
    return explainImport(error);
  }
}

/** The files of a kubeconfig, which are read again when they have changed. */
export function kubeconfigSource(kubeconfig: KubeconfigSelection, env: NodeJS.ProcessEnv): KubeConfigSource {
  return {
    load: () => loadKubeconfig(kubeconfig, env),
    stamp: () => stampOf(kubeconfigFiles(kubeconfig.file, env)),
  };
}

/** Loads a kubeconfig with `@kubernetes/client-node`. Rejects with a message that says what to do. */
export async function loadKubeconfig(
  { file, context }: KubeconfigSelection,
  env: NodeJS.ProcessEnv,
  importModule?: () => Promise<ClientNode>,
): Promise<KubeConfigLike> {
  const { KubeConfig } = await importClientNode(importModule);
  const config = new KubeConfig();
  try {
    const files = kubeconfigFiles(file, env);
    if (files.length === 1) config.loadFromFile(files[0]);
    else config.loadFromDefault();
  } catch (error) {
    const message = describeError(error);
    const which = file === undefined ? '' : ` ${file}`;
    throw new Error(`cannot read the kubeconfig${which}: ${loadingAdvice(message) ?? message}`);
  }
  if (context !== undefined) {
    const known = config.getContexts().map(({ name }) => name);
    if (!known.includes(context)) {
      throw new Error(`the kubeconfig has no context "${context}", only ${known.map(name => `"${name}"`).join(', ')}`);
    }
    config.setCurrentContext(context);
  }
  checkCredentials(config, await readAll(kubeconfigFiles(file, env)));
  return config;
}

async function readAll(files: readonly string[]): Promise<string[]> {
  return Promise.all(files.map(file => readFile(file, 'utf8').catch(() => '')));
}

function explainImport(error: unknown): never {
  const missing = /(^|_)MODULE_NOT_FOUND$/.test(errorCode(error) ?? '');
  throw new Error(
    missing
      ? 'a kubeconfig needs the package @kubernetes/client-node: npm install @kubernetes/client-node'
      : `@kubernetes/client-node cannot be loaded: ${describeError(error)} (its version 2 needs Node 22.19 or later)`,
  );
}
