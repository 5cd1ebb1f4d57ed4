import { type IncomingHttpHeaders } from 'node:http';
import { type ApiStatusError, forbiddenLease, forbiddenPath, unauthorized } from './api-status.error.js';
import { type LeaseApiVerb } from './lease-request.js';

/** What a user asks to be allowed; the same that RBAC decides on. */
export interface LeaseAccess {
  user: string;
  verb: LeaseApiVerb;
  apiGroup: 'coordination.k8s.io';
  resource: 'leases';
  /** Undefined for all namespaces. */
  namespace: string | undefined;
  /** Undefined for a create, and for a list or a watch without `metadata.name` in its field selector. */
  name: string | undefined;
}

export interface AccessOptions {
  /**
   * Whose token is whose; may change while the server runs. Any other token is answered 401, none 403.
   * @default everybody is let in
   */
  tokens?: Record<string, string> | ((token: string) => string | undefined);
  /**
   * Whether to allow it; 403 otherwise, in the real server's words.
   * @default everything, for everybody with a token
   */
  authorize?: (access: LeaseAccess) => boolean;
}

const anonymous = 'system:anonymous';

/** Who is asking, and whether they may. */
export class AccessControl {
  constructor(private readonly options: AccessOptions) {}

  /** The user, or the 401. */
  authenticate({ authorization = '' }: IncomingHttpHeaders): { user: string; refusal?: ApiStatusError } {
    const token = /^bearer (.+)$/i.exec(authorization)?.[1]?.trim();
    const { tokens } = this.options;
    if (!tokens || !token) return { user: anonymous };
    const user =
      typeof tokens === 'function' ? tokens(token) : Object.hasOwn(tokens, token) ? tokens[token] : undefined;
    return user === undefined ? { user: anonymous, refusal: unauthorized() } : { user };
  }

  /** Throws the 403. */
  check(access: Pick<LeaseAccess, 'user' | 'verb' | 'namespace' | 'name'>): void {
    const { user, verb, namespace, name } = access;
    const { authorize, tokens } = this.options;
    const may = authorize
      ? authorize({ ...access, apiGroup: 'coordination.k8s.io', resource: 'leases' })
      : !tokens || user !== anonymous;
    if (may) return;
    const scope = namespace === undefined ? 'at the cluster scope' : `in the namespace ${JSON.stringify(namespace)}`;
    throw forbiddenLease(user, `cannot ${verb} resource "leases" in API group "coordination.k8s.io" ${scope}`, name);
  }

  checkPath(user: string, path: string): void {
    if (this.options.tokens && user === anonymous) throw forbiddenPath(user, path);
  }
}
