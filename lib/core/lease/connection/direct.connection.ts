import {
  bearer,
  type ConnectionSettings,
  type LeaseConnection,
  serverUrl,
  type TlsSettings,
} from './lease-connection.js';

export interface DirectConnectionOptions {
  /** URL of the API server. */
  server: string;
  /** A bearer token, or a function that is called for one with each request. */
  token?: string | (() => string | Promise<string>);
  /** PEM certificates to trust instead of the system's. */
  ca?: string;
}

/** A server, a token and a CA from the user's options. */
export class DirectConnection implements LeaseConnection {
  readonly description = 'the given server and token';

  private readonly tls: TlsSettings;

  constructor(private readonly options: DirectConnectionOptions) {
    this.tls = { ca: options.ca, rejectUnauthorized: true };
  }

  async settings(): Promise<ConnectionSettings> {
    const { token } = this.options;
    return this.settingsWith(typeof token === 'function' ? await token() : token);
  }

  known(): ConnectionSettings | undefined {
    const { token } = this.options;
    return typeof token === 'function' ? undefined : this.settingsWith(token);
  }

  refresh(): void {} // nothing is cached

  private settingsWith(token: string | undefined): ConnectionSettings {
    if (this.options.token !== undefined && (typeof token !== 'string' || token.trim() === '')) {
      throw new Error('Expected the token to be a non-empty string');
    }
    const headers = token === undefined ? {} : bearer(token.trim());
    return { url: serverUrl(this.options.server), headers, tls: this.tls };
  }
}
