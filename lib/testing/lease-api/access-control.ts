import { type IncomingHttpHeaders } from 'node:http';
import { type ApiStatusError, forbiddenLease, forbiddenPath, unauthorized } from './api-status.error.js';
import { type LeaseApiVerb } from './lease-request.js';

/** The access that a user asks for: what RBAC decides about. */
export interface LeaseAccess {
  /** Who asks. */
  user: string;
  /** What they want to do. */
  verb: LeaseApiVerb;
  /** Always that of leases. */
  apiGroup: 'coordination.k8s.io';
  /** Always leases. */
  resource: 'leases';
  /** Undefined for all namespaces. */
  namespace: string | undefined;
  /** Undefined for a create, and for a list or a watch without `metadata.name` in its field selector. */
  name: string | undefined;
}

/** Who may do what on the server. */
export interface AccessOptions {
  /**
   * Which user a token belongs to; may change while the server runs. Any other token gets 401, no token gets 403.
   * @default everybody may do everything, without a token
   */
  tokens?: Record<string, string> | ((token: string) => string | undefined);
  /**
   * Whether to allow a request. If not, the answer is 403, in the words of the real server.
   * @default everything, for everybody with a token
   */
  authorize?: (access: LeaseAccess) => boolean;
}

const anonymous = 'system:anonymous';

/** Who sends a request, and whether they may. */
export class AccessControl {
  constructor(private readonly options: AccessOptions) {}

  /** The user, and the 401 if the token is wrong. */
  authenticate({ authorization = '' }: IncomingHttpHeaders): { user: string; refusal?: ApiStatusError } {
    const token = /^bearer (.+)$/i.exec(authorization)?.[1]?.trim();
    const { tokens } = this.options;
    if (!tokens || !token) return { user: anonymous };
    const user =
      typeof tokens === 'function' ? tokens(token) : Object.hasOwn(tokens, token) ? tokens[token] : undefined;
    return user === undefined ? { user: anonymous, refusal: unauthorized() } : { user };
  }

  /** @throws ApiStatusError 403 */
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
