import { createSecureContext, type SecureContext } from 'node:tls';
import { type TlsSettings } from '../connection/lease-connection.js';

const contexts = new WeakMap<TlsSettings, SecureContext>();

/**
 * The TLS context of these settings, made once. Parsing the certificates for every connection would cost milliseconds
 * per handshake and hundreds of kilobytes per open socket.
 */
export function secureContextOf(tls: TlsSettings): SecureContext {
  let context = contexts.get(tls);
  if (!context) {
    const { ca, cert, key, pfx, passphrase } = tls;
    // A given CA is what the user trusts, also if it is not at the top of its chain: Go and curl see it so, too.
    const allowPartialTrustChain = ca !== undefined;
    context = createSecureContext({ ca, cert, key, pfx, passphrase, allowPartialTrustChain });
    contexts.set(tls, context);
  }
  return context;
}
