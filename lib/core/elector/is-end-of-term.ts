import { type LeadershipTerm } from './leadership-term.js';
import { LeadershipLostError } from '../errors/leadership-lost.error.js';

/** Whether an error only says that the work was given up because its term ended. */
export function isEndOfTerm(error: unknown, term: LeadershipTerm): boolean {
  if (error === term.signal.reason || error === term.endingSignal.reason) return true;
  const { name, cause } = (error ?? {}) as { name?: unknown; cause?: unknown };
  return error instanceof LeadershipLostError || name === 'AbortError' || cause instanceof LeadershipLostError;
}
