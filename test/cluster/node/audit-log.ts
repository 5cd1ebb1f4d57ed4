import { readFileSync } from 'node:fs';

/** As much of an entry as is looked at: which pod asked, by which token, how it was answered. */
interface AuditEvent {
  readonly verb: string;
  readonly user: { readonly extra?: Readonly<Record<string, readonly string[]>> };
  readonly responseStatus?: { readonly code: number };
}

/** What pods have asked of leases, by the API server's audit log. */
export interface LeaseRequest {
  readonly pod: string;
  /** Another one for each token. */
  readonly credential: string;
  readonly verb: string;
  readonly status: number;
}

export function leaseRequests(auditLog: string): LeaseRequest[] {
  const lines = readFileSync(auditLog, 'utf8').split('\n').filter(Boolean);
  return lines.map(line => {
    const { verb, user, responseStatus } = JSON.parse(line) as AuditEvent;
    const extra = (name: string) => user.extra?.[`authentication.kubernetes.io/${name}`]?.[0] ?? '';
    return { pod: extra('pod-name'), credential: extra('credential-id'), verb, status: responseStatus?.code ?? 0 };
  });
}
