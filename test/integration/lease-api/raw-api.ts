import { request as requestHttp, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { createInterface } from 'node:readline';

/** How to reach an API, as nothing but an address. */
export interface ApiAddress {
  readonly url: string;
  /** PEM */
  readonly ca?: string;
  readonly token: string;
}

export interface RawRequest {
  /** An object is sent as JSON, a string as it is. */
  body?: unknown;
  contentType?: string;
  /** Another user's; '' for none. */
  token?: string;
  userAgent?: string;
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
    const response = await this.send(method, path, request);
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const isJson = response.headers['content-type']?.includes('json');
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      text,
      json: isJson ? JSON.parse(text) : undefined,
    };
  }

  /** Resolves with the answer's head. */
  async watch(path: string, request: RawRequest = {}): Promise<RawWatch> {
    return new RawWatch(await this.send('GET', path, request));
  }

  private send(method: string, path: string, request: RawRequest): Promise<IncomingMessage> {
    const { url, ca, token: ownToken } = this.address;
    const { body, contentType, token = ownToken, userAgent = 'conformance/1.0' } = request;
    const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const defaultType = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const headers = {
      'user-agent': userAgent,
      ...(token && { authorization: `Bearer ${token}` }),
      ...(payload !== undefined && {
        'content-type': contentType ?? defaultType,
        'content-length': Buffer.byteLength(payload),
      }),
    };
    const send = url.startsWith('https:') ? requestHttps : requestHttp;
    return new Promise((resolve, reject) => {
      send(`${url}${path}`, { method, headers, ca, agent: false }, resolve).on('error', reject).end(payload);
    });
  }
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

  constructor(private readonly response: IncomingMessage) {
    this.status = response.statusCode ?? 0;
    this.headers = response.headers;
    this.lines = createInterface({ input: response, crlfDelay: Infinity })[Symbol.asyncIterator]();
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
    this.response.destroy();
  }
}
