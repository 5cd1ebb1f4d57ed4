import { type Registry } from 'prom-client';
import { type ElectorPort } from '../core/elector/elector-port.js';
import { SharedMetrics } from './shared-metrics.js';

/** The names of all metrics, for dashboards and alerts. */
export const leaderMetricNames = {
  /** 1 if this process leads, otherwise 0, at each scrape. client-go uses the same name, so its dashboards fit. */
  masterStatus: 'leader_election_master_status',
  /** How many calls still run although their term is over, at each scrape: they keep this process out of the election. */
  lingeringWork: 'leader_election_lingering_work',
  terms: 'leader_election_terms_total',
  /** Labelled by `code`: `deadline`, `replaced`, `deleted`, `stepDown`, `ineligible` or `shutdown`. */
  lost: 'leader_election_lost_total',
  renewals: 'leader_election_renewals_total',
  /** Labelled by `verb` and `code`, as in `LeaseRequestError`. */
  requestFailures: 'leader_election_request_failures_total',
  /** Labelled by `job` and `retried` (whether the tick is run again). */
  interruptedTicks: 'leader_election_interrupted_ticks_total',
  /** Labelled by `job` and `outcome`: `done`, `failed`, `interrupted`, `late`, `missed` or `superseded`. */
  ticks: 'leader_election_ticks_total',
  /** Labelled by `job`: how often a tick was found to have been running for 10 minutes, 20, 40 and so on. */
  longTicks: 'leader_election_long_ticks_total',
} as const;

/** A lease as this process sees it: a `LeaderService`, or an `Elector`. */
export type ObservedLease = Pick<ElectorPort, 'leaseName' | 'isLeader' | 'lingeringWork' | 'on'>;

/**
 * Metrics of elections for Prometheus. The label `name` is the name of the lease. Let one instance observe
 * every lease of the app.
 *
 * @example
 * ```ts
 * import { register } from 'prom-client';
 *
 * new LeaderMetrics(register).observe(leaderService);
 * ```
 */
export class LeaderMetrics {
  private readonly leaders: Set<ObservedLease>;
  private readonly workers: Set<ObservedLease>;
  private readonly terms;
  private readonly lost;
  private readonly renewals;
  private readonly requestFailures;
  private readonly interruptedTicks;
  private readonly ticks;
  private readonly longTicks;

  /**
   * A second one for a registry shares the metrics of the first.
   *
   * @throws Error (from prom-client) if the registry has a metric of one of these names that is not ours
   */
  constructor(registry: Registry) {
    const metrics = new SharedMetrics(registry);
    this.leaders = metrics.gauge<ObservedLease>(
      leaderMetricNames.masterStatus,
      'Whether this process leads the lease: 1 or 0.',
      ({ isLeader }) => (isLeader ? 1 : 0),
      Math.max,
    );
    this.workers = metrics.gauge<ObservedLease>(
      leaderMetricNames.lingeringWork,
      'Calls that still run although their term is over, which keep this process out of the election.',
      ({ lingeringWork }) => lingeringWork,
      (one, other) => one + other,
    );
    this.terms = metrics.counter(leaderMetricNames.terms, 'Terms that this process began.');
    this.lost = metrics.counter(leaderMetricNames.lost, 'Terms of this process that ended, by reason.', 'code');
    this.renewals = metrics.counter(leaderMetricNames.renewals, 'Renewals of the lease by this process.');
    this.requestFailures = metrics.counter(
      leaderMetricNames.requestFailures,
      'Requests to the API server that failed.',
      'verb',
      'code',
    );
    this.interruptedTicks = metrics.counter(
      leaderMetricNames.interruptedTicks,
      'Ticks of jobs with `once` that an earlier leader began and is not known to have finished.',
      'job',
      'retried',
    );
    this.ticks = metrics.counter(
      leaderMetricNames.ticks,
      'Ticks of jobs with `once` that have come to an end, by outcome.',
      'job',
      'outcome',
    );
    this.longTicks = metrics.counter(
      leaderMetricNames.longTicks,
      'How often a tick was found to have been running for 10 minutes, 20, 40 and so on.',
      'job',
    );
  }

  /** Counts the events of a lease from now on. To observe the same service twice has no effect. */
  observe(leader: ObservedLease): this {
    if (this.leaders.has(leader)) return this;
    this.leaders.add(leader);
    this.workers.add(leader);
    const name = leader.leaseName;
    leader.on('acquired', () => this.terms.inc({ name }));
    leader.on('lost', (_term, { code }) => this.lost.inc({ name, code }));
    leader.on('renewed', () => this.renewals.inc({ name }));
    leader.on('requestFailed', ({ verb, code }) => this.requestFailures.inc({ name, verb, code }));
    leader.on('interrupted', ({ job, retried }) => this.interruptedTicks.inc({ name, job, retried: String(retried) }));
    leader.on('tick', ({ job, outcome }) => this.ticks.inc({ name, job, outcome }));
    leader.on('longTick', ({ job }) => this.longTicks.inc({ name, job }));
    return this;
  }
}
