import { type LeaseApiRequest, type LeaseApiVerb } from './lease-request.js';

/** Selects requests: all given conditions must apply. */
export interface RequestMatch {
  /** What is asked for: one verb, or any of several. */
  verb?: LeaseApiVerb | readonly LeaseApiVerb[];
  /** The name of the lease. */
  name?: string;
  /** The namespace of the lease. */
  namespace?: string;
  /** Who asks. */
  user?: string;
  /** Requests that write this holder, such as the renewals of one elector. */
  holder?: string;
  /** Anything else. */
  where?: (request: LeaseApiRequest) => boolean;
}

export function matchesRequest(match: RequestMatch, request: LeaseApiRequest): boolean {
  const { verb, where } = match;
  const verbs = typeof verb === 'string' ? [verb] : verb;
  if (verbs && !verbs.includes(request.verb)) return false;
  const fields = ['name', 'namespace', 'user', 'holder'] as const;
  return (
    fields.every(field => match[field] === undefined || match[field] === request[field]) && where?.(request) !== false
  );
}
