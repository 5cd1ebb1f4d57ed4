import { type ElectionConfig } from '../election/election-config.js';
import { LeadershipLostError } from '../errors/leadership-lost.error.js';
import { ActiveTerm } from './active-term.js';
import { rehearse } from './rehearsal.js';

/** Code is compiled once for all electors of a process. */
let isCompiled = false;

/** Some two milliseconds, once in a process. */
export function rehearseHandover(config: ElectionConfig): void {
  if (isCompiled) return;
  isCompiled = true;
  rehearse(config);
  const { leaseName, identity } = config;
  const term = new ActiveTerm({ leaseName, identity, fencingToken: 0n, transitions: 0, acquiredAt: new Date(0) });
  term.end(new LeadershipLostError('shutdown', 'a rehearsal', leaseName));
}
