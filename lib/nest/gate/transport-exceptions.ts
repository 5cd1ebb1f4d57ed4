import { Logger } from '@nestjs/common';

// Nest shows a client only errors of these classes. Each `import` stands in a `try`, because a bundler then builds an app
// that does not have the package.

/** Undefined if `@nestjs/microservices` cannot be loaded. */
export const rpcException = once(async () => {
  try {
    return (await import('@nestjs/microservices')).RpcException;
  } catch (error) {
    return (await requiredByApp<typeof import('@nestjs/microservices')>('@nestjs/microservices', error))?.RpcException;
  }
});

/** Undefined if `@nestjs/websockets` cannot be loaded. */
export const wsException = once(async () => {
  try {
    return (await import('@nestjs/websockets')).WsException;
  } catch (error) {
    return (await requiredByApp<typeof import('@nestjs/websockets')>('@nestjs/websockets', error))?.WsException;
  }
});

/** What the app itself depends on may be out of our sight: in a linked package, or with a strict package manager. */
async function requiredByApp<T>(name: string, reason: unknown): Promise<T | undefined> {
  const { createRequire } = await import('node:module');
  try {
    return createRequire(process.argv[1])(name) as T;
  } catch {
    new Logger('LeaderElection').warn(
      `A refused message is answered with "Internal server error" only, because ${name} cannot be loaded. Add it to your ` +
        `app's dependencies; if you bundle your app, bundle it or leave it external. (${String(reason)})`,
    );
    return undefined;
  }
}

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => (loading ??= load());
}
