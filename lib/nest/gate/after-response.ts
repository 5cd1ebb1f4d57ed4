import { type ExecutionContext, StreamableFile } from '@nestjs/common';
import { finished, Stream } from 'node:stream';

/** Calls back when the response is sent whole, or its connection is gone: a stream goes on long after the handler. */
export function afterResponse(context: ExecutionContext, callback: () => void): void {
  const response = responseOf(context);
  if (response === undefined) callback();
  else finished(response as NodeJS.WritableStream, callback);
}

/**
 * Cuts a file off when the signal aborts, with its connection, so that no client takes it for whole.
 *
 * @returns to call when the file is sent
 */
export function cutOffFile(context: ExecutionContext, answer: unknown, signal: AbortSignal | undefined): () => void {
  if (!(answer instanceof StreamableFile)) return () => {};
  const cutOff = () => {
    answer.getStream().destroy();
    (responseOf(context) as { destroy?(): void } | undefined)?.destroy?.();
  };
  signal?.addEventListener('abort', cutOff, { once: true });
  return () => signal?.removeEventListener('abort', cutOff);
}

/** Node's own; undefined for what is no stream. */
function responseOf(context: ExecutionContext): unknown {
  const response = context.switchToHttp().getResponse<{ raw?: unknown } | undefined>();
  const stream = response?.raw ?? response; // Fastify's reply has Node's response in `raw`
  return stream instanceof Stream ? stream : undefined;
}
