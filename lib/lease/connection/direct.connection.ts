import { type ConnectionSettings, type LeaseConnection, serverUrl } from './lease-connection.js';

export interface DirectConnectionOptions {
  /** URL of the API server. */
  server: string;
  /** A bearer token; a function is asked for it with each request. */
  token?: string | (() => string | Promise<string>);
  /** PEM certificates to trust instead of the system's. */
  ca?: string;
}

/** A server, a token and a CA that the user gave. */
export class DirectConnection implements LeaseConnection {
  readonly description = 'the given server and token';

  constructor(private readonly options: DirectConnectionOptions) {}

  async settings(): Promise<ConnectionSettings> {
    const { server, token: source, ca } = this.options;
    const url = serverUrl(server);
    const token = typeof source === 'function' ? await source() : source;
    if (source !== undefined && (typeof token !== 'string' || token.trim() === '')) {
      throw new Error('Expected the token to be a string that is not empty');
    }
    return {
      url,
      headers: token === undefined ? {} : { Authorization: `Bearer ${token.trim()}` },
      tls: { ca, rejectUnauthorized: true },
    };
  }

  refresh(): void {} // nothing is cached
}
