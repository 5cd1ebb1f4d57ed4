import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { type IncomingMessage } from 'node:http';

/** Names that lead to this machine's loopback: another one in `Host` is a page that had its own name resolve to it. */
const ownNames = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** A new token: whoever has it may look and act. */
export function newToken(): string {
  return randomBytes(24).toString('base64url');
}

/** Whether a request is meant for this server: no other site's page can make one that is (DNS rebinding, CSRF). */
export function isOurs({ headers }: IncomingMessage): boolean {
  const { host = '', origin } = headers;
  const name = host.replace(/:\d+$/, '');
  if (!ownNames.has(name)) return false;
  if (origin !== undefined && origin !== `http://${host}`) return false;
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none';
}

/** Whether it carries the token, in a header that no other site can set. */
export function hasToken({ headers }: IncomingMessage, token: string): boolean {
  const [, given = ''] = /^Bearer (.+)$/.exec(headers.authorization ?? '') ?? [];
  // Of the same length, whatever was sent: how long a comparison takes tells nothing.
  return timingSafeEqual(hash(given), hash(token));
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Of every answer. The page has no inline script or style, and nothing of another origin; nobody may frame it. */
export const safeHeaders = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
} as const;
