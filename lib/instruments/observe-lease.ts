import { type EventLoopDelay, MeasuredEventLoopDelay } from './event-loop-delay.js';
import { type InstrumentId } from './instruments.js';
import { type ObservedLease } from './observed-lease.js';
import { type Clock, systemClock } from '../core/clock/clock.js';
import { type LeadershipLostCode } from '../core/errors/leadership-lost.error.js';

/** Takes the numbers. */
export interface Sink {
  /** Of a counter. */
  count(id: InstrumentId, labels: Labels): void;
  /** Of a histogram: a value; of a gauge: the present one. */
  record(id: InstrumentId, labels: Labels, value: number): void;
}

export type Labels = Readonly<Record<string, string>>;

export interface Surroundings {
  readonly clock?: Clock;
  readonly eventLoopDelay?: EventLoopDelay;
}

/** Tells the sink of everything that happens to a lease from now on. */
export function observeLease(
  lease: ObservedLease,
  sink: Sink,
  { clock = systemClock, eventLoopDelay = new MeasuredEventLoopDelay() }: Surroundings = {},
): void {
  const name = lease.leaseName;
  let vacantSince: number | undefined;
  /** What went wrong since the last renewal. */
  let failure: string | undefined;

  lease.on('acquired', () => {
    sink.count('terms', { name });
    if (vacantSince !== undefined) sink.record('handoverSeconds', { name }, (clock.monotonic() - vacantSince) / 1000);
    vacantSince = failure = undefined;
    eventLoopDelay.start();
  });
  lease.on('renewed', () => {
    sink.count('renewals', { name });
    const { sinceRenewal } = lease.health; // that write has just become known
    if (sinceRenewal !== undefined) sink.record('renewalSeconds', { name }, sinceRenewal / 1000);
    failure = undefined;
    eventLoopDelay.reset();
  });
  lease.on('lost', (_term, { code }) => {
    const delay = eventLoopDelay.stop();
    sink.record('eventLoopDelaySeconds', { name }, delay / 1000);
    sink.count('lost', { name, code, cause: causeOf(code, delay, lease.health.leaseDuration, failure) });
  });
  lease.on('leaderChanged', holder => {
    if (holder !== undefined) sink.count('transitions', { name });
    vacantSince = holder === undefined ? clock.monotonic() : undefined;
  });
  lease.on('requestFailed', ({ verb, code }) => {
    failure = code;
    sink.count('requestFailures', { name, verb, code });
  });
  lease.on('turnedAway', ({ outcome }) => sink.count('turnedAway', { name, outcome }));
  lease.on('workLeft', () => sink.count('workLeft', { name }));
  lease.on('interrupted', ({ job, retried }) =>
    sink.count('interruptedTicks', { name, job, retried: String(retried) }),
  );
  lease.on('longTick', ({ job }) => sink.count('longTicks', { name, job }));
  lease.on('tick', ({ job, outcome, scheduledAt, startedAt, finishedAt }) => {
    sink.count('ticks', { name, job, outcome });
    if (startedAt === undefined) return;
    sink.record(
      'tickLatenessSeconds',
      { name, job },
      Math.max(0, (startedAt.getTime() - scheduledAt.getTime()) / 1000),
    );
    if (finishedAt === undefined) return;
    sink.record('tickSeconds', { name, job }, Math.max(0, (finishedAt.getTime() - startedAt.getTime()) / 1000));
    if (outcome === 'done') sink.record('lastFinish', { name, job }, finishedAt.getTime() / 1000);
  });
}

/** Why the lease could not be renewed in time: this process, or what came back of its requests. Empty for other losses. */
function causeOf(code: LeadershipLostCode, delay: number, leaseDuration: number, failure: string | undefined): string {
  if (code !== 'deadline') return '';
  return delay >= leaseDuration / 4 ? 'eventLoop' : (failure ?? 'unknown');
}
