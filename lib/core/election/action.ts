import { type LeadershipLostCode } from '../errors/leadership-lost.error.js';
import { type Lease } from '../record/lease.js';

/** What an election asks to be done, in the order given. */
export type Action =
  | RequestAction
  | {
      readonly type: 'openWatch';
      readonly id: number;
      readonly fromVersion?: string;
      readonly timeoutSeconds: number;
      readonly openTimeout: number;
    }
  | { readonly type: 'closeWatch'; readonly id: number }
  /** Connect to the socket of that holder's place, and say what came of it (rule 17). */
  | { readonly type: 'probe'; readonly id: number; readonly socket: string }
  /** This process leads from now on. */
  | { readonly type: 'beginTerm'; readonly fencingToken: bigint; readonly transitions: number }
  | { readonly type: 'renewed' }
  /** The lease names somebody else than before, or nobody; as this process sees it. */
  | { readonly type: 'holderChanged'; readonly holder: string | undefined; readonly previous: string | undefined }
  /** The lease has, or had, what that `annotate` asked for. */
  | { readonly type: 'annotationsWritten'; readonly id: number }
  /** It will not have it, as far as this process can know: the term is over, or the server does not take it. */
  | { readonly type: 'annotationsDropped'; readonly id: number; readonly reason: 'rejected' | 'termOver' }
  /** A graceful end has begun: the gate is closed, `endingSignal` aborts. */
  | { readonly type: 'closeGate'; readonly code: LeadershipLostCode; readonly handOver?: HandOverReason }
  /** This process may no longer act: `signal` aborts too. */
  | { readonly type: 'endTerm'; readonly code: LeadershipLostCode }
  /** The holder has not renewed for as long as this candidate's own lease, but its claim is longer: until that wall time. */
  | { readonly type: 'waitingOut'; readonly until: number }
  /** The release was given up; by the wall clock, in milliseconds, the lease runs out at about that time. */
  | { readonly type: 'notReleased'; readonly runsOutAt: number }
  /** The end of a term, its release included, is over (or a step-down had nothing to end). */
  | { readonly type: 'settled' }
  /** Nothing will happen any more until the next start. */
  | {
      readonly type: 'stopped';
      /** The lease may still name this process as its holder. */
      readonly isNamed: boolean;
    }
  /** Ask whether this process is eligible, and tell the answer by the input `eligible`. */
  | { readonly type: 'askEligible' }
  | { readonly type: 'notice'; readonly notice: Notice };

/** Why a term is handed over, and to whom (rule 18). */
export interface HandOverReason {
  /** Whether the lease's annotation asks for it. */
  readonly requested: boolean;
  readonly to: string | undefined;
}

export type RequestAction = {
  readonly type: 'request';
  readonly id: number;
  /** Milliseconds. */
  readonly timeout: number;
  readonly freshConnection: boolean;
} & LeaseRequest;

export type LeaseRequest = { readonly verb: 'read' } | { readonly verb: 'create' | 'replace'; readonly lease: Lease };

export type Notice =
  /** Work outlived `drainTimeout` and `abortGrace`: the lease is left to run out by itself. */
  | 'workLeft'
  /** Somebody renews a lease under this candidate's identity. */
  | 'identityInUse'
  /** Watches open and tell nothing, so this candidate polls beside them; and that is over. */
  | 'watchSilent'
  | 'watchTells'
  /** The lease has been vacant for some time: this candidate is not eligible, and nobody else has taken it. */
  | 'nobodyEligible';
