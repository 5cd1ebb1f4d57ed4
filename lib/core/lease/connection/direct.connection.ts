import { type Clock } from '../../clock/clock.js';
import { Cached } from './cached.js';
import {
  bearer,
  type ConnectionSettings,
  type LeaseConnection,
  type RefreshReason,
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
  /** Only of a function. Called with each request, but a slow answer holds no request up for which there is a token. */
  private readonly token: Cached<string> | undefined;

  constructor(
    private readonly options: DirectConnectionOptions,
    clock?: Clock,
  ) {
    const { ca, token } = options;
    this.tls = { ca, rejectUnauthorized: true };
    if (typeof token === 'function') this.token = new Cached(async () => checkToken(await token()), 0, clock);
  }

  async settings(): Promise<ConnectionSettings> {
    return this.token ? this.settingsWith(await this.token.get()) : this.given();
  }

  known(): ConnectionSettings | undefined {
    return this.token ? undefined : this.given();
  }

  refresh(reason: RefreshReason): void {
    if (reason === 'unauthorized') this.token?.forget();
  }

  private given(): ConnectionSettings {
    const { token } = this.options;
    return this.settingsWith(token === undefined ? undefined : checkToken(token));
  }

  private settingsWith(token: string | undefined): ConnectionSettings {
    return { url: serverUrl(this.options.server), headers: token === undefined ? {} : bearer(token), tls: this.tls };
  }
}

function checkToken(token: unknown): string {
  if (typeof token === 'string' && token.trim() !== '') return token.trim();
  throw new Error('Expected the token to be a non-empty string');
}
