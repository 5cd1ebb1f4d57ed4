import { type IncomingMessage } from 'node:http';
import { malformed, RequestFailure } from './request-failure.js';

/** Bytes; more than any object that etcd stores (1.5 MiB by default), let alone a lease. */
export const largestAnswer = 2 * 1024 * 1024;

/**
 * The whole body; undefined where it is larger than `largestAnswer`, after which the connection is closed. Rejects with
 * `network` where the answer breaks off.
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
    const brokenOff = () => reject(new RequestFailure('network', 'the answer broke off'));
    response.on('close', brokenOff); // after `end` this changes nothing
    if (response.closed) brokenOff();
  });
}

/** Strict: a replaced character would be written back with the rest of the lease. */
export function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw malformed('the answer is not UTF-8');
  }
}

/** The API compresses only what asks for it, and we do not. */
export function refuseCompression(response: IncomingMessage): void {
  const encoding = response.headers['content-encoding'];
  if (encoding === undefined || encoding === 'identity') return;
  response.destroy();
  throw malformed(`the answer is compressed (${encoding}), which was not asked for`, response.statusCode);
}
