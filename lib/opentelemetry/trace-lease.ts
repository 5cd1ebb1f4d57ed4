import { type Attributes, context, type Span, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import { type TracedLease } from './traced-lease.js';
import { type LeadershipTerm } from '../core/elector/leadership-term.js';
import { isGraceful } from '../core/errors/leadership-lost-code.js';
import { describeError } from '../core/lease/one-line.js';

/** Records a span for each term, each run and each tick from now on. */
export function traceLease(lease: TracedLease, tracer: Tracer): void {
  const attributes: Attributes = { 'leader_election.lease': lease.leaseName };
  traceTerms(lease, tracer, attributes);
  traceTicks(lease, tracer, attributes);
  lease.traceRuns({
    began(name, { fencingToken, scheduledAt, attempt }) {
      const tick = scheduledAt && {
        'leader_election.scheduled_at': scheduledAt.toISOString(),
        'leader_election.attempt': attempt,
      };
      const token = { 'leader_election.fencing_token': String(fencingToken) };
      const span = tracer.startSpan(name, { attributes: { ...attributes, ...token, ...tick } });
      return {
        within: fn => context.with(trace.setSpan(context.active(), span), fn),
        ended: () => span.end(),
      };
    },
  });
}

/** Each a trace of its own: what happens in a term is no part of what began it. */
function traceTerms(lease: TracedLease, tracer: Tracer, attributes: Attributes): void {
  const spans = new Map<LeadershipTerm, Span>();
  lease.on('acquired', term => {
    const token = { 'leader_election.fencing_token': String(term.fencingToken) };
    const options = { startTime: term.acquiredAt, root: true, attributes: { ...attributes, ...token } };
    spans.set(term, tracer.startSpan(`term ${lease.leaseName}`, options));
  });
  lease.on('lost', (term, reason) => {
    const span = spans.get(term);
    spans.delete(term);
    span?.setAttribute('leader_election.code', reason.code);
    if (!isGraceful(reason.code)) span?.setStatus({ code: SpanStatusCode.ERROR, message: reason.message });
    span?.end();
  });
}

/** Told when they are over, so their times are given. */
function traceTicks(lease: TracedLease, tracer: Tracer, attributes: Attributes): void {
  lease.on('tick', ({ job, outcome, scheduledAt, attempt, startedAt, finishedAt, error }) => {
    if (startedAt === undefined || finishedAt === undefined) return;
    const span = tracer.startSpan(`tick ${job}`, {
      startTime: startedAt,
      root: true,
      attributes: {
        ...attributes,
        'leader_election.job': job,
        'leader_election.scheduled_at': scheduledAt.toISOString(),
        'leader_election.attempt': attempt,
        'leader_election.outcome': outcome,
      },
    });
    if (error !== undefined) {
      const exception = error instanceof Error ? error : describeError(error);
      span.recordException(exception, finishedAt);
      span.setStatus({ code: SpanStatusCode.ERROR, message: describeError(error) });
    }
    span.end(finishedAt);
  });
}
