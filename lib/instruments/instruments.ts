/** What is told of an election in numbers, whoever collects them. */
export interface Instrument {
  readonly name: string;
  readonly help: string;
  readonly kind: 'gauge' | 'counter' | 'histogram';
  /** Besides `name`, the lease. */
  readonly labels: readonly string[];
  /** Upper bounds of a histogram. */
  readonly buckets?: readonly number[];
}

/** Seconds, from what a good network takes to longer than any lease. */
const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60];

/** Seconds, of jobs. */
const longSeconds = [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600];

const gauge = (name: string, help: string): Instrument => ({ name, help, kind: 'gauge', labels: [] });
const counter = (name: string, help: string, ...labels: readonly string[]): Instrument => ({
  name,
  help,
  kind: 'counter',
  labels,
});
const histogram = (
  name: string,
  help: string,
  buckets: readonly number[],
  ...labels: readonly string[]
): Instrument => ({
  name,
  help,
  kind: 'histogram',
  labels,
  buckets,
});

export const instruments = {
  // client-go uses this name, so its dashboards fit.
  masterStatus: gauge('leader_election_master_status', 'Whether this process leads the lease: 1 or 0.'),
  lingeringWork: gauge(
    'leader_election_lingering_work',
    'Calls that still run although their term is over, which keep this process out of the election.',
  ),
  runs: gauge('leader_election_runs', 'Calls that the gate let through and that are under way.'),
  sinceRenewal: gauge('leader_election_seconds_since_renewal', 'Since this process last renewed the lease.'),
  untilDeadline: gauge('leader_election_seconds_to_deadline', 'Until the term ends unless the lease is renewed.'),
  terms: counter('leader_election_terms_total', 'Terms that this process began.'),
  lost: counter(
    'leader_election_lost_total',
    'Terms of this process that ended, by reason and cause.',
    'code',
    'cause',
  ),
  renewals: counter('leader_election_renewals_total', 'Renewals of the lease by this process.'),
  transitions: counter(
    'leader_election_transitions_total',
    'How often this process has seen the lease pass to somebody who did not hold it before.',
  ),
  requestFailures: counter(
    'leader_election_request_failures_total',
    'Requests to the API server that failed.',
    'verb',
    'code',
  ),
  turnedAway: counter('leader_election_turned_away_total', 'Calls that were not let through.', 'outcome'),
  workLeft: counter('leader_election_work_left_total', 'Terms that ended with work that did not end in time.'),
  interruptedTicks: counter(
    'leader_election_interrupted_ticks_total',
    'Ticks of jobs with `once` that an earlier leader began and is not known to have finished.',
    'job',
    'retried',
  ),
  ticks: counter(
    'leader_election_ticks_total',
    'Ticks of jobs with `once` that have come to an end, by outcome.',
    'job',
    'outcome',
  ),
  longTicks: counter(
    'leader_election_long_ticks_total',
    'How often a tick was found to have been running for 10 minutes, 20, 40 and so on.',
    'job',
  ),
  renewalSeconds: histogram(
    'leader_election_renewal_seconds',
    'From when a renewal was sent until it was known to have happened.',
    seconds,
  ),
  handoverSeconds: histogram(
    'leader_election_handover_seconds',
    'From when this process saw that nobody held the lease until it led.',
    seconds,
  ),
  eventLoopDelaySeconds: histogram(
    'leader_election_event_loop_delay_at_loss_seconds',
    'The longest that the event loop was blocked between the last renewal and the loss of a term.',
    seconds,
  ),
  tickSeconds: histogram('leader_election_tick_seconds', 'How long a tick of a job took.', longSeconds, 'job'),
  tickLatenessSeconds: histogram(
    'leader_election_tick_lateness_seconds',
    'From when a tick of a job was scheduled until it was begun.',
    longSeconds,
    'job',
  ),
  lastFinish: {
    ...gauge('leader_election_tick_last_finish_timestamp_seconds', 'When a tick of a job was last done, in Unix time.'),
    labels: ['job'],
  },
} as const satisfies Record<string, Instrument>;

export type InstrumentId = keyof typeof instruments;

/** The names of all metrics, for dashboards and alerts. */
export const leaderMetricNames = Object.fromEntries(
  Object.entries(instruments).map(([id, { name }]) => [id, name]),
) as { readonly [Id in InstrumentId]: string };
