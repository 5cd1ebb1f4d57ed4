import { type LeaseVerb } from '../../../lib/core/lease/lease-request.error.js';
import { type Foreigner } from './foreigner.js';
import { type Candidate } from './candidate.js';

/** One of the leases that are campaigned for, and what the world has noticed of it. */
export class SimulatedLease {
  readonly candidates: Candidate[] = [];
  /** Of processes that said their last words a short while ago, and live on. */
  readonly undead: Candidate[] = [];
  /** Leaders with another library. */
  readonly foreigners: Foreigner[] = [];
  /** Largest fencing token so far. */
  token = -1;
  lastLeader: Candidate | undefined;
  /** When somebody last led. */
  lastLed = 0;
  /** Requests about it, since somebody began to count. */
  messages = 0;
  /** The longest duration, in milliseconds, that an administrator has written into it. */
  longestEdit = 0;
  /** Until then nobody may see it for the first time: it is gone under a leader (rule 11's last sentence). */
  closedUntil = 0;

  /** Listens to the next request or the next write that happens. */
  onSent: ((candidate: Candidate, verb: LeaseVerb) => void) | undefined;
  onApplied: ((candidate: Candidate) => void) | undefined;

  constructor(readonly name: string) {}
}
