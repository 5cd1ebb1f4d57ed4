import { malformed, RequestFailure } from '../request-failure.js';
import { type HttpAnswer, whenOver } from './http-answer.js';

/** Bytes. More than any object in etcd (1.5 MiB by default), let alone a lease. */
export const largestAnswer = 2 * 1024 * 1024;

/**
 * The whole body. Undefined if it is larger than `largestAnswer`; it is broken off then. Rejects with `network` if the
 * connection breaks.
 */
export function readBody(answer: HttpAnswer): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let length = 0;
    answer.body.on('data', (part: Buffer) => {
      parts.push(part);
      length += part.length;
      if (length <= largestAnswer) return;
      resolve(undefined);
      answer.body.destroy();
    });
    whenOver(answer, end => {
      if (end === 'whole') resolve(Buffer.concat(parts));
      else reject(new RequestFailure('network', 'the connection broke in the middle of the answer'));
    });
  });
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Strict, because a replacement character would be written back with the rest of the lease. */
export function decodeUtf8(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw malformed('the answer is not UTF-8');
  }
}

/** The API compresses only if the client asks for it, and we do not. */
export function refuseCompression({ status, headers, body }: HttpAnswer): void {
  const encoding = headers['content-encoding'];
  if (encoding === undefined || encoding === 'identity') return;
  body.destroy();
  throw malformed(`the answer is compressed (${encoding}), which we did not ask for`, status);
}
