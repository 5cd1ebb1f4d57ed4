import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCertificateAuthority, keyPair } from '../../support/kube-apiserver-certificates.js';
import { serviceAddress } from './addresses.js';

/** All that one node's programs read and write, in a temporary folder. */
export class NodeFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'node-')); // short: a Unix socket's path has about a hundred bytes
  readonly adminToken = randomBytes(16).toString('hex');
  /** PEM, of the authority that the API server's certificate is from. */
  readonly ca: string;
  readonly kubeconfig: string;
  /** Where pods write their journals: a folder of the node's. */
  readonly journals = this.file('journals');

  constructor() {
    mkdirSync(this.journals);
    chmodSync(this.journals, 0o1777); // for whatever user a pod runs as
    const authority = createCertificateAuthority();
    const serving = authority.loopbackServer(serviceAddress);
    this.ca = authority.cert;
    this.write('ca.crt', authority.cert);
    this.write('server.crt', serving.cert);
    this.write('server.key', serving.key);
    this.write('service-accounts.key', keyPair().privateKey.export({ type: 'sec1', format: 'pem' }));
    this.write('tokens.csv', `${this.adminToken},admin,admin,"system:masters"\n`);
    this.kubeconfig = this.writeJson('kubeconfig', {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'node',
      contexts: [{ name: 'node', context: { cluster: 'node', user: 'admin' } }],
      clusters: [
        {
          name: 'node',
          cluster: { server: `https://${serviceAddress}`, 'certificate-authority': this.file('ca.crt') },
        },
      ],
      users: [{ name: 'admin', user: { token: this.adminToken } }],
    });
  }

  file(name: string): string {
    return join(this.path, name);
  }

  write(name: string, content: string | Buffer): string {
    const path = this.file(name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  }

  /** JSON is YAML, too. */
  writeJson(name: string, content: object): string {
    return this.write(name, JSON.stringify(content));
  }
}
