import { type Agent } from 'node:http';
import { type RequestOptions } from 'node:https';

/** Where the API server is, and how to authenticate. */
export interface LeaseConnection {
  /** For messages: an address or a file, never a secret. */
  readonly description: string;
  /**
   * Called before each request and watch; implementations cache what is expensive. Rejects with a message that says
   * what is missing. May take long (a plugin that fetches a token), so callers have a deadline.
   */
  settings(): Promise<ConnectionSettings>;
  /** What `settings` would resolve with, if that is known already: a take is then sent without waiting. */
  known?(): ConnectionSettings | undefined;
  /** Makes the next call read cached settings again, because the last ones failed. */
  refresh(reason: RefreshReason): void;
}

/** `unauthorized`: the credentials were refused (401); `unreachable`: no connection, or no answer. */
export type RefreshReason = 'unauthorized' | 'unreachable';

export interface ConnectionSettings {
  /** `http:` or `https:`. Its path is put before the API's (for proxies such as Rancher's). */
  readonly url: URL;
  /** Authorization and the like. */
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsSettings;
  /** Set only if requests go through a proxy. Otherwise the client uses its own sockets. */
  readonly proxy?: Agent;
}

export type TlsSettings = Pick<RequestOptions, 'ca' | 'cert' | 'key' | 'pfx' | 'passphrase' | 'servername'> & {
  /** False only if the user's kubeconfig says `insecure-skip-tls-verify`. */
  readonly rejectUnauthorized: boolean;
};

export function bearer(token: string): { Authorization: string } {
  return { Authorization: `Bearer ${token}` };
}

/** The URL of an API server. Throws an error that says what is wrong with it. */
export function serverUrl(server: string): URL {
  const url = URL.canParse(server) ? new URL(server) : undefined;
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    throw new Error('Expected the API server to be a URL such as https://10.0.0.1:6443');
  }
  return url;
}
