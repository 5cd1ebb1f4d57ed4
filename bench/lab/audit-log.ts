import { closeSync, openSync, readSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One request for a lease, as the API server itself logs it. */
export interface AuditedRequest {
  readonly verb: string;
  readonly namespace: string;
  readonly name: string;
  readonly user: string;
  readonly status: number;
  /** Milliseconds since the epoch, by the server. */
  readonly at: number;
}

/**
 * The API server's audit log. Its metrics count requests by verb and resource only; this tells whose each was. (What both
 * count is the same: the row of the requests compares them.)
 */
export class AuditLog {
  /** What to start kube-apiserver with. */
  readonly flags: readonly string[];
  private readonly file: string;

  constructor(folder: string) {
    this.file = join(folder, 'audit.log');
    const policy = join(folder, 'audit-policy.yaml');
    writeFileSync(policy, JSON.stringify(leasesOnly)); // JSON is YAML, too
    writeFileSync(this.file, '');
    this.flags = [`--audit-policy-file=${policy}`, `--audit-log-path=${this.file}`, '--audit-log-maxsize=1000'];
  }

  /** To give to `since`. */
  position(): number {
    return statSync(this.file).size;
  }

  /** The requests that were answered since then; a watch counts when it opens. */
  since(position: number): AuditedRequest[] {
    const length = this.position() - position;
    const bytes = Buffer.alloc(length);
    const file = openSync(this.file, 'r');
    readSync(file, bytes, 0, length, position);
    closeSync(file);
    return bytes
      .toString()
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line) as AuditEvent)
      .filter(({ stage, verb }) => stage === (verb === 'watch' ? 'ResponseStarted' : 'ResponseComplete'))
      .map(({ verb, objectRef, user, responseStatus, requestReceivedTimestamp }) => ({
        verb,
        namespace: objectRef?.namespace ?? '',
        name: objectRef?.name ?? '',
        user: user.username,
        status: responseStatus?.code ?? 0,
        at: Date.parse(requestReceivedTimestamp),
      }));
  }
}

interface AuditEvent {
  readonly stage: string;
  readonly verb: string;
  readonly objectRef?: { readonly namespace?: string; readonly name?: string };
  readonly user: { readonly username: string };
  readonly responseStatus?: { readonly code?: number };
  readonly requestReceivedTimestamp: string;
}

const leasesOnly = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [
    { level: 'Metadata', resources: [{ group: 'coordination.k8s.io', resources: ['leases'] }] },
    { level: 'None' },
  ],
};
