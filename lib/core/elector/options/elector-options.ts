import { type ElectorLogger } from '../logger.js';
import { type Duration } from './duration.js';
import { type ConnectionOption } from '../../lease/connection/connection-option.js';

/**
 * How an election is timed. Durations are milliseconds or strings such as `'10s'`; a bare number below 100 is taken for
 * seconds by mistake and refused: write `'50ms'`. What is left out is derived so that it fits what is set.
 */
export interface ElectionTimings {
  /**
   * How often the leader renews. Together with retryInterval shorter than renewDeadline.
   * @default '10s'; with leaseDuration or renewDeadline set, ½ × leaseDuration or ⅔ × renewDeadline, whichever is less
   */
  renewInterval?: Duration;
  /**
   * How long others wait after the last sign of the leader. Whole seconds, from 2 s to 7 days.
   * @default 2 × renewInterval, rounded up to whole seconds and at least 2 s (so '20s')
   */
  leaseDuration?: Duration;
  /** A leader that could not renew for this long stops. Shorter than leaseDuration. @default ¾ × leaseDuration (so '15s') */
  renewDeadline?: Duration;
  /** Pause between retries; jittered. @default '2s', but at most half of what is between renewInterval and renewDeadline */
  retryInterval?: Duration;
  /** How long running work may finish, on stop and step-down, before its `signal` aborts. 0 to 24 days. @default '10s' */
  drainTimeout?: Duration;
  /**
   * How long work may go on after its `signal` aborted before the lease is left to run out. 0 to 24 days.
   * @default '1s'
   */
  abortGrace?: Duration;
  /**
   * How far apart the clocks of the API servers may be (the candidates' clocks take no part). `Infinity` turns the proof
   * of age off: every candidate then waits a whole lease at its first sight of one. @default '2s'
   */
  serverClockMargin?: Duration;
}

export const electionTimingNames = Object.keys({
  renewInterval: true,
  leaseDuration: true,
  renewDeadline: true,
  retryInterval: true,
  drainTimeout: true,
  abortGrace: true,
  serverClockMargin: true,
} satisfies Record<keyof ElectionTimings, true>);

/** What `forRoot`, and an `Elector` without Nest, take. */
export interface ElectorOptions extends ElectionTimings {
  /** An RFC 1123 subdomain. @default 'nodejs-leader-election' */
  leaseName?: string;
  /** An RFC 1123 label. @default the pod's own, else 'default' */
  namespace?: string;
  /** Who this candidate is; another one for every process. Printable, at most 1024 characters. @default `elector-{hostname}-{pid}-{random}` */
  identity?: string;
  /** Which API server, and how. @default the pod's own; outside Kubernetes none: the process simply leads */
  connection?: ConnectionOption;
  /** Start-up waits until a leader is known: `true` for ever, or this long (then it fails). @default false */
  waitForLeader?: boolean | Duration;
  /** SIGINT and SIGTERM stop the elector, and then do what they would have done without us. @default true */
  autoClose?: boolean;
  /** Nest's `Logger` in Nest, `console` without; `false` for silence. */
  logger?: ElectorLogger | false;
}

/** The same, checked, with every default filled in and every duration in milliseconds. */
export interface ResolvedElectorOptions {
  readonly leaseName: string;
  readonly namespace: string;
  readonly identity: string;
  readonly connection: ConnectionOption;
  readonly renewInterval: number;
  readonly leaseDuration: number;
  readonly renewDeadline: number;
  readonly retryInterval: number;
  readonly drainTimeout: number;
  readonly abortGrace: number;
  readonly serverClockMargin: number;
  /** Milliseconds; `Infinity` for `true`, 0 for `false`. */
  readonly waitForLeader: number;
  readonly autoClose: boolean;
  readonly logger: ElectorLogger;
}
