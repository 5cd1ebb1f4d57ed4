import { Counter, Gauge, type Registry } from 'prom-client';
import { type ElectorPort } from '../core/elector/elector-port.js';

/** The names of all metrics, for dashboards and alerts. */
export const leaderMetricNames = {
  /** 1 if this process leads, otherwise 0, at each scrape. client-go uses the same name, so its dashboards fit. */
  masterStatus: 'leader_election_master_status',
  /** How many calls still run although their term is over, at each scrape: they keep this process out of the election. */
  lingeringWork: 'leader_election_lingering_work',
  terms: 'leader_election_terms_total',
  /** Labelled by `code`: `deadline`, `replaced`, `deleted`, `stepDown` or `shutdown`. */
  lost: 'leader_election_lost_total',
  renewals: 'leader_election_renewals_total',
  /** Labelled by `verb` and `code`, as in `LeaseRequestError`. */
  requestFailures: 'leader_election_request_failures_total',
  /** Labelled by `job` and `retried` (whether the tick is run again). */
  interruptedTicks: 'leader_election_interrupted_ticks_total',
} as const;

/** A lease as this process sees it: a `LeaderService`, or an `Elector`. */
export type ObservedLease = Pick<ElectorPort, 'leaseName' | 'isLeader' | 'lingeringWork' | 'on'>;

/**
 * Metrics of elections for Prometheus. The label `name` is the name of the lease. Make one instance for each registry of
 * `prom-client`, and let it observe every lease of the app.
 *
 * @example
 * ```ts
 * import { register } from 'prom-client';
 *
 * new LeaderMetrics(register).observe(leaderService);
 * ```
 */
export class LeaderMetrics {
  private readonly leaders = new Set<ObservedLease>();
  private readonly terms;
  private readonly lost;
  private readonly renewals;
  private readonly requestFailures;
  private readonly interruptedTicks;

  /** @throws Error (from prom-client) if the registry already has metrics with these names */
  constructor(registry: Registry) {
    const registers = [registry];
    const { leaders } = this;
    new Gauge({
      name: leaderMetricNames.masterStatus,
      help: 'Whether this process leads the lease: 1 or 0.',
      labelNames: ['name'],
      registers,
      collect() {
        for (const { leaseName, isLeader } of leaders) this.set({ name: leaseName }, isLeader ? 1 : 0);
      },
    });
    new Gauge({
      name: leaderMetricNames.lingeringWork,
      help: 'Calls that still run although their term is over, which keep this process out of the election.',
      labelNames: ['name'],
      registers,
      collect() {
        for (const { leaseName, lingeringWork } of leaders) this.set({ name: leaseName }, lingeringWork);
      },
    });
    const counter = <L extends string>(name: string, help: string, ...labels: L[]) =>
      new Counter({ name, help, labelNames: ['name', ...labels], registers });
    this.terms = counter(leaderMetricNames.terms, 'Terms that this process began.');
    this.lost = counter(leaderMetricNames.lost, 'Terms of this process that ended, by reason.', 'code');
    this.renewals = counter(leaderMetricNames.renewals, 'Renewals of the lease by this process.');
    this.requestFailures = counter(
      leaderMetricNames.requestFailures,
      'Requests to the API server that failed.',
      'verb',
      'code',
    );
    this.interruptedTicks = counter(
      leaderMetricNames.interruptedTicks,
      'Ticks of jobs with `once` that an earlier leader began and is not known to have finished.',
      'job',
      'retried',
    );
  }

  /** Counts the events of a lease from now on. To observe the same service twice has no effect. */
  observe(leader: ObservedLease): this {
    if (this.leaders.has(leader)) return this;
    this.leaders.add(leader);
    const name = leader.leaseName;
    leader.on('acquired', () => this.terms.inc({ name }));
    leader.on('lost', (_term, { code }) => this.lost.inc({ name, code }));
    leader.on('renewed', () => this.renewals.inc({ name }));
    leader.on('requestFailed', ({ verb, code }) => this.requestFailures.inc({ name, verb, code }));
    leader.on('interrupted', ({ job, retried }) => this.interruptedTicks.inc({ name, job, retried: String(retried) }));
    return this;
  }
}
