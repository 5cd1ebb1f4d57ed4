import { beforeAll, describe } from '@jest/globals';
import { type LeaseApiServerOptions } from '../../lib/testing/index.js';
import { createCertificateAuthority } from '../support/kube-apiserver-certificates.js';

/** What the lease client speaks with an API server. */
export interface Transport {
  readonly name: string;
  /** What makes the embedded one speak it. */
  readonly server: LeaseApiServerOptions;
  /** Whom to trust then. */
  readonly ca: string | undefined;
}

const authority = createCertificateAuthority();
const tls = authority.loopbackServer();

export const transports: readonly Transport[] = [
  { name: 'HTTP/1.1', server: {}, ca: undefined },
  { name: 'HTTP/2', server: { tls }, ca: authority.cert },
];

/** Of the test that runs. */
export let transport = transports[0];

/** Runs the tests once over each: there all servers speak it, and all clients of them. */
export function overEachTransport(tests: (transport: Transport) => void): void {
  for (const each of transports) {
    describe(`Over ${each.name}:`, () => {
      beforeAll(() => void (transport = each));
      tests(each);
    });
  }
}
