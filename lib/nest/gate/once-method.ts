import { carryOver } from './carry-over.js';
import { markGate } from './gate-metadata.js';
import { type GateSpec } from './gate-spec.js';
import { injectLeader } from '../service/leader-property.js';
import { onceMethods } from './once-methods.js';
import { emptyResult, fail, resultKindOf } from './result-kind.js';
import { currentTickCall, isOnItsWay, runForTick, type TickCall } from './tick-call.js';
import { isDetached, UnreadyGateError } from './unready-gate.error.js';
import { LeaderElectionError } from '../../core/errors/leader-election.error.js';
import { type JobTicks } from '../../core/ticks/job-ticks.js';
import { type ResolvedTickOptions } from '../../core/ticks/once-options.js';
import { type Method } from '../methods/method.js';
import { internalsOf } from '../service/internals-of.js';
import { moduleOf } from '../service/leader-token.js';
import { type LeaderService } from '../service/leader.service.js';

/** An instance of a class with such a method, by the two symbols of its gate. */
type Instance = { readonly [property: symbol]: unknown } | undefined;

/**
 * The gate of a job with `once`. Whoever calls the method only reminds the lease's ticks to look whether one is due, and
 * waits for what is run then; its result is of no use to a scheduler, and its errors are logged. The call for a due tick
 * comes through the same decorators, and is let through.
 *
 * @param target the prototype that has the method
 */
export function onceMethod(
  target: object,
  key: string | symbol,
  original: Method,
  { name }: GateSpec,
  options: ResolvedTickOptions,
): Method {
  const call = `${target.constructor.name || 'an anonymous class'}.${String(key)}`;
  const gate = `@OnlyLeader({ once }) on ${call}`;
  const property = injectLeader(target, gate, name);
  const ticksOfJob = Symbol(`ticks of ${call}`);
  const kind = resultKindOf(target, key, original);
  const skipped = emptyResult(kind);

  function reminded(this: unknown, ...args: unknown[]): unknown {
    const instance = this as Instance;
    const tick = currentTickCall();
    if (tick !== undefined && isFor(tick, instance)) return runForTick(tick, original, this, args);
    const leader = instance?.[property] as LeaderService | undefined;
    if (leader === undefined)
      return fail(kind, new UnreadyGateError(gate, moduleOf(name), isDetached(target, instance)));
    const internals = internalsOf(leader);
    if (internals === undefined) return leader.isLeader ? original.apply(this, args) : skipped; // a stub in a test
    if (!internals.elector.isLeader) {
      internals.skipped(call);
      return skipped;
    }
    const ticks = instance?.[ticksOfJob] as JobTicks | undefined;
    if (ticks === undefined) return fail(kind, new UnknownJobError(call));
    if (isOnItsWay(ticks)) return skipped;
    try {
      const done = ticks.check();
      return kind === 'promise' ? done : skipped;
    } catch (error) {
      return fail(kind, error as Error);
    }
  }

  /** Of this gate, or of one of a base class that the job comes to by `super`. */
  function isFor(tick: TickCall, instance: Instance): boolean {
    return instance?.[tick.gate] === tick.ticks && (tick.gate === ticksOfJob ? !tick.running : tick.running);
  }

  carryOver(original, reminded);
  markGate(target, key, { name, property, gated: reminded, found: original });
  onceMethods.note(target, key, { lease: name, call, property, ticks: ticksOfJob, options });
  return reminded;
}

/** Better an error than a job that seems to run. */
class UnknownJobError extends LeaderElectionError {
  constructor(call: string) {
    super(
      'unknownJob',
      `${call} has @OnlyLeader({ once }), and its ticks are not kept, so it was not run: the app has not started yet, does ` +
        'not import ScheduleModule.forRoot() of @nestjs/schedule, or Nest did not make this instance as one of its ' +
        'providers.',
    );
  }
}
