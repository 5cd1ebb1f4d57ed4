import { type LeadershipLostCode } from '../errors/leadership-lost.error.js';
import { type ResourceVersion } from '../record/resource-version.js';
import { type ElectionConfig } from './election-config.js';
import { type PendingAnnotations } from './pending-annotations.js';
import { type Neighbours, noNeighbours } from './neighbours.js';
import { type Deadline } from './now.js';
import { noWrites, type OwnWrites, type SentWrite } from './own-writes.js';
import { type Observation, unseen } from './observation.js';

/** Everything an election knows; never changed in place. */
export interface ElectionState {
  readonly config: ElectionConfig;
  readonly mode: Mode;
  readonly observed: Observation;
  readonly own: OwnWrites;
  /** Changes of the lease's annotations that are not known to be written, oldest first. */
  readonly pending: readonly PendingAnnotations[];
  /** Those under way, oldest first: at most one that is awaited, and before it those that are doubted. */
  readonly requests: readonly PendingRequest[];
  readonly neighbours: Neighbours;
  readonly pace: Pace;
  readonly watch: WatchState;
  readonly silence: SilenceState;
  /** When this candidate's turn to take the vacancy of that epoch comes (rule 14). */
  readonly turn: { readonly epoch: number; readonly delay: number } | undefined;
  /** Milliseconds within which a vacancy is taken at random; none unless lost races tell of competitors. */
  readonly turnWindow: number;
  /** Monotonic time until which a candidate that stepped down stays out. */
  readonly outUntil: number;
  readonly eligibility: EligibilityState;
  /** The claim that this candidate has said it waits out. */
  readonly waitedOut: string | undefined;
  /** Said once: somebody else renews under our identity. */
  readonly namesakeSaid: boolean;
  /** Counts the steps, to tell what was learnt before what was sent. */
  readonly steps: number;
  readonly lastId: number;
}

/** What was last answered to whether this process is eligible (rule 18). */
export interface EligibilityState {
  /** The step that was told; an answer counts in that step only. */
  readonly toldInStep: number;
  readonly eligible: boolean;
  /** Monotonic time from which on a candidate asks again. */
  readonly askAt: number;
  /** Monotonic time since when it has passed up a vacancy; undefined if there is none. */
  readonly passingSince: number | undefined;
  /** Said once, until somebody leads: nobody does. */
  readonly said: boolean;
}

export type Mode = Stopped | Candidate | Leader | Ending;

export interface Stopped {
  readonly name: 'stopped';
}

/** Follows somebody, or waits for its turn. */
export interface Candidate {
  readonly name: 'candidate';
}

export interface Leader {
  readonly name: 'leader';
  readonly term: Term;
}

/** From the cut-off until the release's outcome is settled; no term begins meanwhile (rule 8). */
export interface Ending {
  readonly name: 'ending';
  /** Absent if a stop met a take under way: there is a lease to release, perhaps, and no term to end. */
  readonly term: Term | undefined;
  readonly code: LeadershipLostCode;
  readonly phase: EndingPhase;
  readonly next: 'stopped' | 'candidate';
  /** Milliseconds to stay out afterwards. */
  readonly cooldown: number;
  /** The candidate that the release names as the next leader (rule 18). */
  readonly successor?: string | undefined;
}

export type EndingPhase =
  /** Work may finish; the lease is renewed. */
  | { readonly name: 'draining'; readonly until: number }
  /** `signal` has aborted; the lease is renewed while `held`. */
  | { readonly name: 'aborting'; readonly until: number; readonly held: boolean }
  /** No work is left. Given up at the deadline, after a second failure and after a refusal: then the lease runs out. */
  | { readonly name: 'releasing'; readonly deadline: Deadline; readonly failures: number };

export interface Term {
  readonly fencingToken: ResourceVersion;
  readonly acquireTime: string;
  readonly deadline: Deadline;
  /** Monotonic time before the send of the newest write that is known to have happened (rule 2). */
  readonly renewedAt: number;
  readonly begunInStep: number;
}

export interface PendingRequest {
  readonly id: number;
  readonly sentInStep: number;
  /** Monotonic time from which on it is doubted; Infinity once it is (rule 12). */
  readonly doubtAt: number;
  /** Absent for a read. */
  readonly write: PendingWrite | undefined;
}

export interface PendingWrite {
  readonly kind: 'create' | 'take' | 'renew' | 'release';
  readonly sent: SentWrite;
}

/** When the next requests may go out, by the monotonic clock. */
export interface Pace {
  /** A read is owed, from this time on; nothing is written before its answer. */
  readonly readAt: number | undefined;
  /** The step in which it came to be owed: an answer to an earlier read does not tell what it is to find out. */
  readonly owedSince: number;
  readonly writeAt: number;
  /** A follower without a watch reads from this time on. */
  readonly pollAt: number;
  /** Failed writes in a row, with nothing new read in between. */
  readonly failedWrites: number;
  /** The last connection may have let a request down: use another. */
  readonly fresh: boolean;
}

export type WatchState = NoWatch | Watch;

export interface NoWatch {
  readonly name: 'none';
  /** Monotonic time of the next attempt; Infinity: after the next answer of the API server. */
  readonly retryAt: number;
  /** Watches in a row that did not last. */
  readonly failures: number;
  /** Where to go on, if that is later than the observation. */
  readonly bookmark: ResourceVersion | undefined;
  /** The version to go on from is too old for the server: begin with the present state. */
  readonly fromStart: boolean;
}

/** What is known of watches that tell nothing (rule 13). */
export interface SilenceState {
  /** Those found silent, without one between them that told everything for a whole lease. */
  readonly inARow: number;
  /** Monotonic time since when all news has come over the watch; undefined if a read brought the last. */
  readonly heardSince: number | undefined;
}

export interface Watch {
  readonly name: 'opening' | 'open';
  readonly id: number;
  /** Monotonic time. */
  readonly since: number;
  readonly failures: number;
  readonly bookmark: ResourceVersion | undefined;
}

export const noSilence: SilenceState = { inARow: 0, heardSince: undefined };

export const noWatch: NoWatch = {
  name: 'none',
  retryAt: -Infinity,
  failures: 0,
  bookmark: undefined,
  fromStart: false,
};

const notAsked: EligibilityState = {
  toldInStep: 0,
  eligible: true,
  askAt: -Infinity,
  passingSince: undefined,
  said: false,
};

export function initialState(config: ElectionConfig): ElectionState {
  return {
    config,
    mode: { name: 'stopped' },
    observed: unseen,
    own: noWrites,
    pending: [],
    requests: [],
    neighbours: noNeighbours,
    pace: { readAt: undefined, owedSince: 0, writeAt: -Infinity, pollAt: -Infinity, failedWrites: 0, fresh: false },
    watch: noWatch,
    silence: noSilence,
    turn: undefined,
    turnWindow: 0,
    outUntil: -Infinity,
    eligibility: notAsked,
    waitedOut: undefined,
    namesakeSaid: false,
    steps: 0,
    lastId: 0,
  };
}
