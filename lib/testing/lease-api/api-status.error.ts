/** The body of every answer that is not a lease: a `Status`, as the API server sends it. */
export interface ApiStatus {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: Record<string, never>;
  status: 'Success' | 'Failure';
  message?: string;
  reason?: string;
  details?: ApiStatusDetails;
  code?: number;
}

export interface ApiStatusDetails {
  name?: string;
  group?: string;
  kind?: string;
  uid?: string;
  causes?: ApiStatusCause[];
  retryAfterSeconds?: number;
}

export interface ApiStatusCause {
  reason?: string;
  message: string;
  field?: string;
}

/** A refused request. The messages are those of the real server. */
export class ApiStatusError extends Error {
  readonly body: ApiStatus;

  constructor(
    readonly code: number,
    message: string,
    options: { reason?: string; details?: ApiStatusDetails } = {},
  ) {
    super(message);
    this.name = 'ApiStatusError';
    const { reason, details } = options;
    this.body = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      ...(reason && { reason }),
      ...(details && { details }),
      code,
    };
  }
}

const group = 'coordination.k8s.io';
const resource = `leases.${group}`;

const ofLease = (name: string): ApiStatusDetails => ({ name, group, kind: 'leases' });

export function badRequest(message: string): ApiStatusError {
  return new ApiStatusError(400, message, { reason: 'BadRequest' });
}

export function unauthorized(): ApiStatusError {
  return new ApiStatusError(401, 'Unauthorized', { reason: 'Unauthorized' });
}

/** `what`: `cannot get resource "leases" in API group ...` */
export function forbiddenLease(user: string, what: string, name: string | undefined): ApiStatusError {
  const subject = name ? `${resource} ${JSON.stringify(name)}` : resource;
  const details = { ...(name && { name }), group, kind: 'leases' };
  const message = `${subject} is forbidden: User ${JSON.stringify(user)} ${what}`;
  return new ApiStatusError(403, message, { reason: 'Forbidden', details });
}

export function forbiddenPath(user: string, path: string): ApiStatusError {
  const message = `forbidden: User ${JSON.stringify(user)} cannot get path ${JSON.stringify(path)}`;
  return new ApiStatusError(403, message, { reason: 'Forbidden', details: {} });
}

export function notFound(name: string): ApiStatusError {
  const message = `${resource} ${JSON.stringify(name)} not found`;
  return new ApiStatusError(404, message, { reason: 'NotFound', details: ofLease(name) });
}

export function namespaceNotFound(name: string): ApiStatusError {
  const message = `namespaces ${JSON.stringify(name)} not found`;
  return new ApiStatusError(404, message, { reason: 'NotFound', details: { name, kind: 'namespaces' } });
}

export function noSuchPath(): ApiStatusError {
  const message = 'the server could not find the requested resource';
  return new ApiStatusError(404, message, { reason: 'NotFound', details: {} });
}

export function methodNotAllowed(): ApiStatusError {
  const message = 'the server does not allow this method on the requested resource';
  return new ApiStatusError(405, message, { reason: 'MethodNotAllowed', details: {} });
}

export function alreadyExists(name: string): ApiStatusError {
  const message = `${resource} ${JSON.stringify(name)} already exists`;
  return new ApiStatusError(409, message, { reason: 'AlreadyExists', details: ofLease(name) });
}

export function conflict(name: string, why: string): ApiStatusError {
  const message = `Operation cannot be fulfilled on ${resource} ${JSON.stringify(name)}: ${why}`;
  return new ApiStatusError(409, message, { reason: 'Conflict', details: ofLease(name) });
}

/** Of server-side apply: others manage these fields, and have other values there. */
export function applyConflict(conflicts: readonly { manager: string; field: string }[]): ApiStatusError {
  const causes = conflicts.map(({ manager, field }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${manager}`,
    field,
  }));
  const [first] = conflicts;
  const managers = [...new Set(conflicts.map(({ manager }) => manager))].sort();
  const lines = managers.flatMap(manager => [
    `conflicts with ${manager}:`,
    ...conflicts.filter(conflict => conflict.manager === manager).map(({ field }) => `- ${field}`),
  ]);
  const what =
    conflicts.length === 1
      ? `1 conflict: conflict with ${first.manager}: ${first.field}`
      : `${conflicts.length} conflicts: ${lines.join('\n')}`;
  return new ApiStatusError(409, `Apply failed with ${what}`, { reason: 'Conflict', details: { causes } });
}

/** The real server checks the preconditions of a delete in another place, where it names the kind. */
export function deleteConflict(name: string, why: string): ApiStatusError {
  const message = `Operation cannot be fulfilled on Lease.${group} ${JSON.stringify(name)}: ${why}`;
  return new ApiStatusError(409, message, { reason: 'Conflict', details: { name, group, kind: 'Lease' } });
}

/** 410 for a watch or a list. */
export function expired(message: string): ApiStatusError {
  return new ApiStatusError(410, message, { reason: 'Expired' });
}

export function unsupportedMediaType(message: string): ApiStatusError {
  return new ApiStatusError(415, message, { reason: 'UnsupportedMediaType' });
}

/** For a resource version from the future. */
export function tooLargeResourceVersion(asked: number, current: number): ApiStatusError {
  const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }];
  const message = `Timeout: Too large resource version: ${asked}, current: ${current}`;
  return new ApiStatusError(504, message, { reason: 'Timeout', details: { causes, retryAfterSeconds: 1 } });
}

/** For cases in which the real server also fails with a 500 without a reason. */
export function unexpected(message: string): ApiStatusError {
  return new ApiStatusError(500, message);
}

/** One mistake in an object. */
export interface FieldError {
  type: 'FieldValueInvalid' | 'FieldValueRequired' | 'FieldValueForbidden' | 'FieldValueNotSupported';
  field: string;
  /** Without the field: `Invalid value: 0: must be greater than 0`. */
  message: string;
}

export function invalidValue(field: string, value: unknown, detail: string): FieldError {
  return { type: 'FieldValueInvalid', field, message: `Invalid value: ${JSON.stringify(value)}: ${detail}` };
}

export function invalid(
  subject: { group?: string; kind?: string; name: string },
  errors: FieldError[],
): ApiStatusError {
  const { name, ...kind } = subject;
  const qualified = [kind.kind, kind.group].filter(Boolean).join('.');
  const distinct = [...new Set(errors.map(error => `${error.field}: ${error.message}`))];
  const why = distinct.length === 1 ? distinct[0] : `[${distinct.join(', ')}]`;
  const causes = errors.map(({ type, message, field }) => ({ reason: type, message, field }));
  return new ApiStatusError(422, `${qualified} ${JSON.stringify(name)} is invalid: ${why}`, {
    reason: 'Invalid',
    details: { ...(name && { name }), ...kind, causes },
  });
}

export function invalidLease(name: string, errors: FieldError[]): ApiStatusError {
  return invalid({ group, kind: 'Lease', name }, errors);
}

/** For the checks before the object's own. They name the resource instead of the kind. */
export function invalidUpdate(name: string, errors: FieldError[]): ApiStatusError {
  return invalid({ group, kind: 'leases', name }, errors);
}
