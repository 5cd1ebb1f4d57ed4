import { type ElectionConfig } from '../election/election-config.js';
import { LeadershipLostError } from '../errors/leadership-lost.error.js';
import { ActiveTerm } from './active-term.js';
import { rehearse } from './rehearsal.js';

/** Some two milliseconds the first time in a process, a few microseconds for each elector after it. */
export function rehearseHandover(config: ElectionConfig): void {
  rehearse(config);
  const { leaseName, identity } = config;
  const term = new ActiveTerm({ leaseName, identity, fencingToken: 0n, transitions: 0, acquiredAt: new Date(0) });
  term.end(new LeadershipLostError('shutdown', 'a rehearsal', leaseName));
}
