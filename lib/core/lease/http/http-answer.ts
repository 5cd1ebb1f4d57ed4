import { type IncomingHttpHeaders } from 'node:http';
import { type Readable } from 'node:stream';

/** The head of an answer, and where its body comes from: a message of HTTP/1.1, or a stream of HTTP/2. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable & { readonly rstCode?: number };
  /** Over HTTP/2, what it came over. */
  readonly connection?: { readonly isLeaving: boolean };
}

/**
 * How a body ended. `moved`: it broke off, but the server had said before that it closes the connection (GOAWAY), and that
 * clients should go on over another.
 */
export type BodyEnd = 'whole' | 'broken' | 'moved';

/** Calls back when the body is over. Only the first call counts. */
export function whenOver({ body, connection }: HttpAnswer, over: (end: BodyEnd) => void): void {
  const brokenOff = () => over(connection?.isLeaving ? 'moved' : 'broken');
  // A stream of HTTP/2 that was reset ends, too.
  body.on('end', () => (body.rstCode ? brokenOff() : over('whole')));
  body.on('close', brokenOff);
  if (body.destroyed) brokenOff();
}
