import { formatDuration } from '../../core/elector/options/duration.js';
import { type AppMethod } from '../discovery/app-methods.js';
import { type CallKind, callKindOf } from '../gate/call-kind.js';
import { type GateMark, gatesOf } from '../gate/gate-metadata.js';
import { onceMethods } from '../gate/once-methods.js';
import { refusalFor } from '../gate/refusal.js';
import { handlersOf } from '../handlers/handler-metadata.js';
import { scheduleOf } from '../jobs/scheduled-method.js';
import { type Method } from '../methods/method.js';
import { type DecoratedCall } from '../service/decorated-call.js';
import { internalsOf } from '../service/internals-of.js';
import { type LeaderLookup } from '../service/leader-lookup.js';
import { wrappersOf } from './wrappers.js';

/** A row of the start-up table, and what it was made of. */
export interface AppCall {
  readonly row: DecoratedCall;
  readonly of: AppMethod;
  readonly kind: CallKind | undefined;
  /** Undefined for a handler. */
  readonly gate: GateMark | undefined;
}

/**
 * The start-up table: every method that an election decides about. Each row is told to its lease's service, unless a test
 * has put a stub in that one's place.
 */
export function listAppCalls(methods: readonly AppMethod[], leaders: LeaderLookup): AppCall[] {
  return methods.flatMap(method => [...gatedCalls(method, leaders), ...handlerCalls(method, leaders)]);
}

function gatedCalls(of: AppMethod, leaders: LeaderLookup): AppCall[] {
  const { prototype, key, method } = of;
  const kind = callKindOf(prototype, key, method);
  const wrappers = wrappersOf(of);
  return gatesOf(prototype, key).map(gate => {
    const decorator = `@OnlyLeader(${gate.name === undefined ? '' : `'${gate.name}'`})`;
    const mode = onceMethods.of(prototype, key).length > 0 ? ('once' as const) : modeOf(of, gate);
    return { row: row(of, decorator, gate.name, leaders, { kind, mode, wrappers }), of, kind, gate };
  });
}

function handlerCalls(of: AppMethod, leaders: LeaderLookup): AppCall[] {
  const { prototype, key, method } = of;
  const kind = callKindOf(prototype, key, method);
  const wrappers = wrappersOf(of);
  return handlersOf(prototype, key).map(mark => {
    const decorator = mark.name === undefined ? mark.decorator : mark.decorator.replace('()', `('${mark.name}')`);
    const rest = { kind, mode: 'handler', wrappers } as const;
    return { row: row(of, decorator, mark.name, leaders, rest), of, kind, gate: undefined };
  });
}

function row(
  { call, method, module }: AppMethod,
  decorator: string,
  name: string | undefined,
  leaders: LeaderLookup,
  { kind, mode, wrappers }: Pick<DecoratedCall, 'mode' | 'wrappers'> & { kind: CallKind | undefined },
): DecoratedCall {
  const internals = internalsOf(leaders.find(name, decorator, call));
  const described: DecoratedCall = {
    call,
    decorator,
    leaseName: internals?.elector.leaseName ?? '',
    kind: kind?.name.replace(/^an? /, ''),
    schedule: describeSchedule(method),
    mode,
    wrappers,
    module,
  };
  internals?.gates.push(described);
  return described;
}

function modeOf({ prototype, key, method }: AppMethod, { otherwise, gated }: GateMark): 'skip' | 'refuse' {
  return (otherwise ?? refusalFor(prototype, key, method, gated)) === 'throw' ? 'refuse' : 'skip';
}

function describeSchedule(method: Method): string | undefined {
  const schedule = scheduleOf(method);
  if (schedule === undefined) return undefined;
  if (schedule.type === 'interval') return `every ${formatDuration(schedule.period)}`;
  const { cronTime, timeZone } = schedule.settings;
  return typeof timeZone === 'string' ? `${String(cronTime)} (${timeZone})` : String(cronTime);
}
