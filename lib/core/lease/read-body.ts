import { type IncomingMessage } from 'node:http';
import { malformed, RequestFailure } from './request-failure.js';

/** Bytes. More than any object in etcd (1.5 MiB by default), let alone a lease. */
export const largestAnswer = 2 * 1024 * 1024;

/**
 * The whole body. Undefined if it is larger than `largestAnswer`; the connection is closed then. Rejects with `network`
 * if the connection breaks.
 */
export function readBody(response: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let length = 0;
    response.on('data', (part: Buffer) => {
      parts.push(part);
      length += part.length;
      if (length <= largestAnswer) return;
      resolve(undefined);
      response.destroy();
    });
    response.on('end', () => resolve(Buffer.concat(parts)));
    const brokenOff = () => reject(new RequestFailure('network', 'the connection broke in the middle of the answer'));
    response.on('close', brokenOff); // has no effect after `end`
    if (response.closed) brokenOff();
  });
}

/** Strict, because a replacement character would be written back with the rest of the lease. */
export function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw malformed('the answer is not UTF-8');
  }
}

/** The API compresses only if the client asks for it, and we do not. */
export function refuseCompression(response: IncomingMessage): void {
  const encoding = response.headers['content-encoding'];
  if (encoding === undefined || encoding === 'identity') return;
  response.destroy();
  throw malformed(`the answer is compressed (${encoding}), which we did not ask for`, response.statusCode);
}
