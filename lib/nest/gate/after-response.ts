import { type ExecutionContext } from '@nestjs/common';
import { finished, Stream } from 'node:stream';

/** Calls back when the response is sent whole, or its connection is gone: a stream goes on long after the handler. */
export function afterResponse(context: ExecutionContext, callback: () => void): void {
  const response = context.switchToHttp().getResponse<{ raw?: unknown } | undefined>();
  const stream = response?.raw ?? response; // Fastify's reply has Node's response in `raw`
  if (stream instanceof Stream) finished(stream as unknown as NodeJS.WritableStream, callback);
  else callback();
}
