import { badRequest } from './api-status.error.js';
import { type StoredLease } from './lease-store.js';

export type LeaseFilter = (lease: StoredLease) => boolean;

/** Comma-separated requirements on the two fields by which a lease can be selected. */
export function parseFieldSelector(selector: string): LeaseFilter {
  const requirements = parts(selector).map(part => {
    const match = /^(.+?)(==|!=|=)(.*)$/.exec(part);
    if (!match) throw badRequest(`invalid selector: '${selector}'; can't understand '${part}'`);
    const [, field = '', operator, value] = match;
    if (field !== 'metadata.name' && field !== 'metadata.namespace') {
      const known = '"metadata.name", "metadata.namespace"';
      throw badRequest(`${JSON.stringify(field)} is not a known field selector: only ${known}`);
    }
    const key = field === 'metadata.name' ? 'name' : 'namespace';
    return (lease: StoredLease) => (lease.metadata[key] === value) === (operator !== '!=');
  });
  return lease => requirements.every(matches => matches(lease));
}

/** The name that a field selector asks for. Authorization treats it as the name of the request. */
export function selectedName(selector: string): string | undefined {
  for (const part of parts(selector)) {
    const match = /^metadata\.name==?(.+)$/.exec(part);
    if (match) return match[1];
  }
  return undefined;
}

/** Comma-separated `key`, `!key`, `key=value`, `key==value` or `key!=value`. */
export function parseLabelSelector(selector: string): LeaseFilter {
  const requirements = parts(selector).map(part => {
    const match = /^(!?)([\w./-]+)(?:(==|!=|=)([\w.-]*))?$/.exec(part);
    if (!match || (match[1] && match[3])) throw badRequest(`unable to parse requirement: ${JSON.stringify(part)}`);
    const [, not, key = '', operator, value] = match;
    return (lease: StoredLease) => {
      const label = lease.metadata.labels?.[key];
      if (operator === undefined) return (label !== undefined) === !not;
      return (label === value) === (operator !== '!=');
    };
  });
  return lease => requirements.every(matches => matches(lease));
}

function parts(selector: string): string[] {
  return selector
    .split(',')
    .map(part => part.trim())
    .filter(Boolean);
}
