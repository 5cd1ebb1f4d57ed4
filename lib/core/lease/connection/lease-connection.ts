import { type Agent } from 'node:http';
import { type RequestOptions } from 'node:https';

/** Where the API server is, and how to be let in. */
export interface LeaseConnection {
  /** For messages: an address or a file, never a secret. */
  readonly description: string;
  /**
   * Asked for before each request and watch; implementations cache what is expensive. Rejects with a message that tells
   * what is missing. May take long (a plugin that fetches a token); callers have a deadline.
   */
  settings(): Promise<ConnectionSettings>;
  /** What `settings` would resolve with, where it need not be waited for: a take is then on its way at once. */
  known?(): ConnectionSettings | undefined;
  /** Told what became of the last settings, so that cached ones are read again. */
  refresh(reason: RefreshReason): void;
}

/** `unauthorized`: the credentials were refused (401); `unreachable`: no connection, or no answer. */
export type RefreshReason = 'unauthorized' | 'unreachable';

export interface ConnectionSettings {
  /** `http:` or `https:`; its path is put before the API's (a proxy such as Rancher's). */
  readonly url: URL;
  /** Authorization and the like. */
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsSettings;
  /** Only where the way leads through a proxy, else the client keeps its own sockets. */
  readonly proxy?: Agent;
}

export type TlsSettings = Pick<RequestOptions, 'ca' | 'cert' | 'key' | 'pfx' | 'passphrase' | 'servername'> & {
  /** False only where the user's own kubeconfig says `insecure-skip-tls-verify`. */
  readonly rejectUnauthorized: boolean;
};

export function bearer(token: string): { Authorization: string } {
  return { Authorization: `Bearer ${token}` };
}

/** The URL of an API server, or an error that says what is wrong with it. */
export function serverUrl(server: string): URL {
  const url = URL.canParse(server) ? new URL(server) : undefined;
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    throw new Error('Expected the API server to be a URL such as https://10.0.0.1:6443');
  }
  return url;
}
