import { request as requestHttp, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:http2';
import { request as requestHttps } from 'node:https';
import { createInterface } from 'node:readline';
import { type Readable } from 'node:stream';

/** How to reach an API, as nothing but an address. */
export interface ApiAddress {
  readonly url: string;
  /** PEM */
  readonly ca?: string;
  readonly token: string;
  /** Speak HTTP/2, in which only the bytes are others. */
  readonly http2?: boolean;
}

export interface RawRequest {
  /** An object is sent as JSON, a string as it is. */
  body?: unknown;
  contentType?: string;
  /** Another user's; '' for none. */
  token?: string;
  userAgent?: string;
  accept?: string;
}

export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** The body, where it is JSON. */
  json: any; // eslint-disable-line @typescript-eslint/no-explicit-any
}

/** Requests without any client between the test and the bytes. */
export class RawApi {
  constructor(private readonly address: ApiAddress) {}

  async request(method: string, path: string, request: RawRequest = {}): Promise<RawAnswer> {
    const { status, headers, body } = await this.send(method, path, request);
    const chunks: Buffer[] = [];
    for await (const chunk of body) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const isJson = headers['content-type']?.includes('json');
    return { status, headers, text, json: isJson ? JSON.parse(text) : undefined };
  }

  /** Resolves with the answer's head. */
  async watch(path: string, request: RawRequest = {}): Promise<RawWatch> {
    return new RawWatch(await this.send('GET', path, request));
  }

  private send(method: string, path: string, request: RawRequest): Promise<RawResponse> {
    const { url, ca, token: ownToken, http2 = false } = this.address;
    const { body, contentType, token = ownToken, userAgent = 'conformance/1.0', accept } = request;
    const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const defaultType = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const headers = {
      'user-agent': userAgent,
      ...(accept && { accept }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...(payload !== undefined && {
        'content-type': contentType ?? defaultType,
        'content-length': Buffer.byteLength(payload),
      }),
    };
    if (http2) return overHttp2(url, ca, { ':method': method, ':path': path, ...headers }, payload);
    const send = url.startsWith('https:') ? requestHttps : requestHttp;
    return new Promise((resolve, reject) => {
      send(`${url}${path}`, { method, headers, ca, agent: false }, body =>
        resolve({ status: body.statusCode ?? 0, headers: body.headers, body }),
      )
        .on('error', reject)
        .end(payload);
    });
  }
}

/** The head of an answer, and what its body comes from. */
interface RawResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable;
}

/** On a connection of its own, as the requests over HTTP/1.1 are. */
function overHttp2(url: string, ca: string | undefined, headers: object, payload?: string): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    const session = connect(url, { ca });
    const stream = session.on('error', reject).request({ ...headers }, { endStream: payload === undefined });
    stream.on('response', ({ ':status': status = 0, ...others }) => resolve({ status, headers: others, body: stream }));
    stream.on('error', reject).on('close', () => session.destroy());
    if (payload !== undefined) stream.end(payload);
  });
}

export interface RawEvent {
  type: string;
  object: any; // eslint-disable-line @typescript-eslint/no-explicit-any
}

/** An open watch, event by event. */
export class RawWatch {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  private readonly lines: AsyncIterator<string>;

  private readonly body: Readable;

  constructor({ status, headers, body }: RawResponse) {
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.lines = createInterface({ input: body, crlfDelay: Infinity })[Symbol.asyncIterator]();
  }

  /** Undefined at the end. */
  async next(): Promise<RawEvent | undefined> {
    const { done, value } = await this.lines.next();
    return done ? undefined : (JSON.parse(value) as RawEvent);
  }

  /** All events until the server ends the watch. */
  async rest(): Promise<RawEvent[]> {
    const events: RawEvent[] = [];
    for (let event = await this.next(); event; event = await this.next()) events.push(event);
    return events;
  }

  close(): void {
    this.body.destroy();
  }
}
