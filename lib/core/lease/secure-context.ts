import { createSecureContext, type SecureContext } from 'node:tls';
import { type TlsSettings } from './connection/lease-connection.js';

const contexts = new WeakMap<TlsSettings, SecureContext>();

/**
 * The TLS context of these settings, made once. Parsing the certificates for every connection would cost milliseconds
 * per handshake and hundreds of kilobytes per open socket.
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
