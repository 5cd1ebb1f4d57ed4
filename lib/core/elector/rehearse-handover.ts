import { rehearse } from '../election/rehearsal.js';
import { type ElectionConfig } from '../election/election-config.js';
import { LeadershipLostError } from '../errors/leadership-lost.error.js';
import { ActiveTerm } from './active-term.js';

/** Of the process, not of an elector: what a rehearsal has compiled, all electors run. */
let rehearsed = false;

/** Once a candidate is at rest, before it is told of a vacancy: some two milliseconds, spent when nobody waits. */
export function rehearseHandover(config: ElectionConfig): void {
  if (rehearsed) return;
  rehearsed = true;
  rehearse(config);
  const { leaseName, identity } = config;
  const term = new ActiveTerm({ leaseName, identity, fencingToken: 0n, transitions: 0, acquiredAt: new Date(0) });
  term.end(new LeadershipLostError('shutdown', 'a rehearsal', leaseName));
}
