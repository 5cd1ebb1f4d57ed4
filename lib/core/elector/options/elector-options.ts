import { type ElectionConfig } from '../../election/election-config.js';
import { type Eligible } from '../eligibility.js';
import { type ElectorLogger } from '../logger.js';
import { type StartNote } from './start-notes.js';
import { type EndpointOption, type ResolvedEndpoint } from './endpoint-option.js';
import { type Duration } from './duration.js';
import { type ConnectionOption } from '../../lease/connection/connection-option.js';

/**
 * How an election is timed. Durations are milliseconds or strings such as `'10s'`. A bare number below 100 is refused,
 * because it was probably meant as seconds: write `'50ms'`. Timings that you leave out are derived from those you set.
 */
export interface ElectionTimings {
  /**
   * How often the leader renews the lease. renewInterval + retryInterval must be shorter than renewDeadline.
   * @default ¼ × leaseDuration ('5s'), or ⅔ × renewDeadline if that is less
   */
  renewInterval?: Duration;
  /**
   * How long others wait after the last sign of the leader before they take over. Whole seconds, from 2 s to 7 days.
   * @default '20s'; if only renewInterval is set, 2 × that, rounded up to whole seconds and at least 2 s
   */
  leaseDuration?: Duration;
  /** A leader stops if it could not renew for this long. Must be shorter than leaseDuration. @default ¾ × leaseDuration ('15s') */
  renewDeadline?: Duration;
  /** Pause between retries, with jitter. @default '2s', but at most half of the time between renewInterval and renewDeadline */
  retryInterval?: Duration;
  /** How long running work may take to finish, on stop and step-down, before its `signal` aborts. 0 to 24 days. @default '10s' */
  drainTimeout?: Duration;
  /**
   * How long work may go on after its `signal` aborted. If it still runs then, the lease is not released but expires.
   * 0 to 24 days.
   * @default '1s'
   */
  abortGrace?: Duration;
  /**
   * How long a stop or a step-down tries to release the lease. After that, or if the API server refuses, the lease
   * expires by itself; nothing is unsafe about that. 0 to 24 days.
   * @default '3s'
   */
  releaseTimeout?: Duration;
  /**
   * How far apart the clocks of the API servers may be. (The clocks of the candidates do not matter.) A candidate uses the
   * server's clock to see that a lease has expired already when it starts. `Infinity` turns that off: every candidate
   * then waits a whole lease first. @default '2s'
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
  releaseTimeout: true,
  serverClockMargin: true,
} satisfies Record<keyof ElectionTimings, true>);

/** The options of `forRoot`, and of an `Elector` without Nest. */
export interface ElectorOptions extends ElectionTimings {
  /** The name of the Lease. An RFC 1123 subdomain. @default 'nodejs-leader-election' */
  leaseName?: string;
  /** The namespace of the Lease. An RFC 1123 label. @default the pod's own or that of the kubeconfig's context, or else 'default' */
  namespace?: string;
  /**
   * Labels of the Lease, such as `{ team: 'billing' }`. Some policies require labels, and you can search by them.
   * Written when this process creates or takes the lease; others that are there stay. @default none
   */
  labels?: Readonly<Record<string, string>>;
  /** Annotations of the Lease, written and kept in the same way. At most 128 KiB. @default none */
  annotations?: Readonly<Record<string, string>>;
  /** The name of this candidate; every process needs its own. Printable, at most 1024 characters. @default `elector-{hostname}-{pid}-{random}` */
  identity?: string;
  /** How to reach the API server. @default the pod's service account; outside Kubernetes 'none': the process always leads */
  connection?: ConnectionOption;
  /**
   * Whether this process may lead. `false`: an observer, which knows who leads and never leads itself. A function is asked
   * before each take and each renewal, and by `reconsider()`; it must answer at once. If it says no, a leader ends its term as
   * `stepDown()` does (code `ineligible`). If it throws, nothing changes. @default true
   */
  eligible?: Eligible;
  /**
   * Whether to write an Event on the Lease when this process begins to lead and when it has stopped, for `kubectl describe`
   * and whatever collects Events. Needs permission to create Events. Has no effect outside Kubernetes. @default false
   */
  events?: boolean;
  /**
   * Keeps the EndpointSlice of a Service without a selector pointed at the leader's pod, so that the Service leads to the
   * leader. Needs the environment variable POD_IP, and permission to write that EndpointSlice. Has no effect outside
   * Kubernetes. @default none
   */
  endpoint?: EndpointOption;
  /** Whether start-up waits until a leader is known: `true` waits for ever, a duration fails afterwards. @default false */
  waitForLeader?: boolean | Duration;
  /** Whether SIGINT and SIGTERM stop the elector. The signal then does what it would have done without it. @default true */
  autoClose?: boolean;
  /**
   * Whether a process that ends by itself (an uncaught exception, `process.exit()`) releases its leases on the way out, so
   * that another replica leads at once. It does so only if no work is under way, and only if the connection is a service
   * account, a token or a certificate. The process ends up to 500 ms later. @default true
   */
  releaseOnExit?: boolean;
  /** `false` turns logging off. @default Nest's `Logger`; without Nest, `console` */
  logger?: ElectorLogger | false;
}

/** The options after they were checked: with all defaults, and with durations in milliseconds. */
export interface ResolvedElectorOptions extends Omit<ElectionConfig, 'alone' | 'eligibility'> {
  /** How the API server is reached. */
  readonly connection: ConnectionOption;
  /** Whether this process may lead. */
  readonly eligible: Eligible;
  /** Whether terms are written as Events on the Lease. */
  readonly events?: boolean;
  /** The Service whose EndpointSlice names the leader, with the address of this pod. */
  readonly endpoint?: ResolvedEndpoint;
  /** The environment variable POD_IP. */
  readonly podIp?: string;
  /** Milliseconds; `Infinity` for `true`, 0 for `false`. */
  readonly waitForLeader: number;
  /** Whether SIGINT and SIGTERM stop the elector. */
  readonly autoClose: boolean;
  /** Whether a process that ends by itself releases its leases on the way out. */
  readonly releaseOnExit: boolean;
  /** Where the elector logs to. */
  readonly logger: ElectorLogger;
  /**
   * What the election says when it starts for the first time.
   * @hidden
   */
  readonly startNotes?: readonly StartNote[];
}
