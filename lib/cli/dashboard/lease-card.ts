import { replicaRows, type ReplicaRow } from './replicas.js';
import { type TermView } from './term.js';
import { type TickHistory, type TickView } from './tick-history.js';
import { candidatesBeside, type Pods } from '../status/candidates.js';
import { comingTicks, type JobView } from '../status/job-view.js';
import { type LeaseView, viewOf } from '../status/lease-view.js';
import { annotationsOf } from '../../core/record/annotations.js';
import { handOverAnnotation, parseHandOver, successorAnnotation } from '../../core/record/hand-over.js';
import { type Lease } from '../../core/record/lease.js';

/** Ticks ahead that are shown. */
const coming = 3;

export interface JobCard extends JobView {
  /** Oldest first. */
  readonly ticks: readonly TickView[];
  /** ISO texts. */
  readonly coming: readonly string[];
}

/** All that the page shows of one lease. */
export interface LeaseCard extends Omit<LeaseView, 'jobs'> {
  /** The API server's time, in milliseconds since the epoch: what else has an age is told as of then. */
  readonly now: number;
  readonly resourceVersion: string | undefined;
  readonly replicas: readonly ReplicaRow[];
  readonly terms: readonly TermView[];
  readonly jobs: readonly JobCard[];
  /** Somebody asked the leader to hand over, and it has not done so yet. */
  readonly isEnding: boolean;
}

export interface CardSources {
  readonly lease: Lease;
  /** The API server's time. */
  readonly now: number;
  /** Milliseconds since the lease was seen to be renewed: more exact than whole seconds of the API server's. */
  readonly sinceRenewal: number | undefined;
  readonly terms: readonly TermView[];
  readonly ticks: TickHistory;
  readonly pods: Pods;
}

export function cardOf({ lease, now, sinceRenewal, terms, ticks, pods }: CardSources): LeaseCard {
  const { jobs, ...view } = withSight(viewOf(lease, now), sinceRenewal);
  const annotations = annotationsOf(lease);
  const asked = parseHandOver(annotations[handOverAnnotation]);
  const isEnding = asked !== undefined && asked.of === lease.spec?.acquireTime;
  const successor = (isEnding ? asked : parseHandOver(annotations[successorAnnotation]))?.to;
  ticks.see(jobs);
  return {
    ...view,
    now,
    resourceVersion: lease.metadata.resourceVersion,
    isEnding,
    terms,
    replicas: replicaRows({
      holder: view.holder,
      isLed: view.state === 'led',
      isEnding,
      successor,
      candidates: candidatesBeside(view.holder ?? terms.at(-1)?.holder, pods),
      terms,
    }),
    jobs: jobs.map(job => ({ ...job, ticks: ticks.of(job.name), coming: comingTicks(job, coming) })),
  };
}

/** What was seen here decides: it is not rounded, and no clock but ours is asked. */
function withSight(view: LeaseView, sinceRenewal: number | undefined): LeaseView {
  if (sinceRenewal === undefined || view.holder === undefined || view.leaseDuration === undefined) return view;
  const isLed = sinceRenewal <= view.leaseDuration;
  return {
    ...view,
    state: isLed ? 'led' : 'expired',
    renewedAgo: sinceRenewal,
    ledFor: isLed ? view.ledFor : undefined,
  };
}
