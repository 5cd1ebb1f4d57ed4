import { type AppCall } from './app-calls.js';
import { kindOfMethod } from '../gate/call-kind.js';

/** The app, as far as its decorated methods depend on it. */
export interface AppFacts {
  readonly calls: readonly AppCall[];
  /** How many `ScheduleModule.forRoot()` it imports. */
  readonly schedulers: number;
  /** Whether it imports `EventEmitterModule.forRoot()`. */
  readonly hasEvents: boolean;
}

/** What can never work as it was written, or works twice, though nothing would fail: a line for each. */
export function startUpWarnings(app: AppFacts): string[] {
  return [
    ...neverScheduled(app),
    ...scheduledTwice(app),
    ...neverEmitted(app),
    ...notOnAController(app),
    ...hidden(app),
    ...providedTwice(app),
  ];
}

/** Jobs with `once` are told of by who keeps their ticks. */
function neverScheduled({ calls, schedulers }: AppFacts): string[] {
  if (schedulers > 0) return [];
  const jobs = namesOf(calls.filter(({ row, kind }) => kind?.reach === 'all' && row.mode !== 'once'));
  if (jobs.length === 0) return [];
  return [
    `Nothing will ever run ${jobs.join(', ')}: this app does not import ScheduleModule.forRoot() of @nestjs/schedule.`,
  ];
}

function scheduledTwice({ calls, schedulers }: AppFacts): string[] {
  if (schedulers < 2 || !calls.some(({ kind }) => kind?.reach === 'all')) return [];
  return [
    `ScheduleModule.forRoot() is imported ${schedulers} times, and each of them runs every job of this app. Import it once, ` +
      'in the root module.',
  ];
}

function neverEmitted({ calls, hasEvents }: AppFacts): string[] {
  const listeners = namesOf(calls.filter(({ kind }) => kind?.name === 'an event'));
  if (hasEvents || listeners.length === 0) return [];
  return [
    `Nothing will ever call ${listeners.join(', ')}: this app does not import EventEmitterModule.forRoot() of ` +
      '@nestjs/event-emitter.',
  ];
}

function notOnAController({ calls }: AppFacts): string[] {
  const controllers = new Set(calls.filter(({ of }) => of.isController).map(({ of }) => of.prototype));
  const lost = calls.filter(
    ({ kind, of }) => (kind?.name === 'a route' || kind?.name === 'a message') && !controllers.has(of.prototype),
  );
  return [...new Set(lost.map(({ of }) => of.prototype.constructor))].map(type => {
    const ofType = namesOf(lost.filter(({ of }) => of.prototype.constructor === type));
    return (
      `Nothing will ever call ${ofType.join(', ')}: ${type.name} is not a controller, and Nest looks for routes and message ` +
      'handlers in controllers only. Decorate it with @Controller(), and list it under `controllers` of its module.'
    );
  });
}

/** A decorator between ours and that of Nest took away what the latter had left. */
function hidden({ calls }: AppFacts): string[] {
  return calls.flatMap(({ row, gate, kind }) => {
    if (gate === undefined || kind !== undefined || row.mode === 'once') return [];
    const lost = kindOfMethod(gate.gated);
    if (lost === undefined) return [];
    return [
      `Nest does not see that ${row.call} is ${lost.name}, so it never calls it as one: a decorator above put a function ` +
        `(${row.wrappers.join(', ')}) in its place, without its metadata. Put that decorator below those of Nest.`,
    ];
  });
}

/** Routes are left out: Nest keeps the first of two that have one path. */
function providedTwice({ calls }: AppFacts): string[] {
  const twice = calls.filter(call => isCalledPerInstance(call) && instancesOf(call, calls).size > 1);
  const types = new Set(twice.map(({ of }) => of.instance.constructor));
  return [...types].map(type => {
    const ofType = twice.filter(({ of }) => of.instance.constructor === type);
    const instances = instancesOf(ofType[0], calls);
    const modules = [...new Set(instances.values())].join(' and ');
    return (
      `${type.name} is provided ${instances.size} times in this process (in ${modules}), and each instance has its own calls ` +
      `of ${namesOf(ofType).join(', ')}. Provide it in one module, export it there, and import that module in the others.`
    );
  });
}

function isCalledPerInstance({ row, kind, of }: AppCall): boolean {
  if (!of.isSingleton || row.mode === 'once') return false;
  return row.mode === 'handler' || kind?.reach === 'all' || kind?.reach === 'unknown';
}

/** The module of each. */
function instancesOf({ of }: AppCall, calls: readonly AppCall[]): Map<object, string> {
  const same = calls.filter(other => other.of.instance.constructor === of.instance.constructor);
  return new Map(same.map(call => [call.of.instance, call.of.module ?? 'a module']));
}

function namesOf(calls: readonly AppCall[]): string[] {
  return [...new Set(calls.map(({ row }) => row.call))];
}
