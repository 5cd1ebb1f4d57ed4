import { ApiError } from '../api/api.error.js';
import { ProblemError } from '../problem.error.js';

/** An app's own service account may see its lease and no other. @throws that error, with what to do about it */
export function namingALease(error: unknown, names: readonly string[], command: string): never {
  if (!(error instanceof ApiError) || error.status !== 403 || names.length > 0) throw error;
  throw new ProblemError(`${error.message}. Name a lease that this user may see: ${command} LEASE`);
}
