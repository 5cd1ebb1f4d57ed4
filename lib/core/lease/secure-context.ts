import { createSecureContext, type SecureContext } from 'node:tls';
import { type TlsSettings } from './connection/lease-connection.js';

const contexts = new WeakMap<TlsSettings, SecureContext>();

/**
 * What a TLS connection starts from, made once for settings that stay the same: to parse the certificates again for each
 * connection would cost milliseconds of each handshake and hundreds of kilobytes for each open socket.
 */
export function secureContextOf(tls: TlsSettings): SecureContext {
  let context = contexts.get(tls);
  if (!context) {
    const { ca, cert, key, pfx, passphrase } = tls;
    context = createSecureContext({ ca, cert, key, pfx, passphrase });
    contexts.set(tls, context);
  }
  return context;
}
