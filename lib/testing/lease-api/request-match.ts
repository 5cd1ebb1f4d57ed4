import { type LeaseApiRequest, type LeaseApiVerb } from './lease-request.js';

/** Which requests are meant: those to which all that is given applies. */
export interface RequestMatch {
  verb?: LeaseApiVerb | readonly LeaseApiVerb[];
  name?: string;
  namespace?: string;
  user?: string;
  /** Those that write this holder, for example one elector's renewals. */
  holder?: string;
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
