/**
 * Who may import whom, in the order of the layers: a room knows only rooms above it in this table, and of those only the ones
 * it names. The linter and a test read this table, and the one in ARCHITECTURE.md is compared with it.
 *
 * `of` says what lives there; `packages` what it may import from npm and Node.
 */
export const rooms = [
  { room: 'core/record', of: 'what a Lease looks like: types, MicroTime, resource versions, annotations', imports: [] },
  { room: 'core/errors', of: 'errors with a stable `code`', imports: [] },
  {
    room: 'core/clock',
    of: "the `Clock` port and the process's own clock: the one place that reads the time and sets timers",
    imports: [],
  },
  { room: 'core/diagnostics', of: 'what is told on the channels of `node:diagnostics_channel`', imports: [] },
  {
    room: 'core/election',
    of: 'the rules, as a pure function: no timer, no I/O, no Nest, no clock. It is told the time',
    imports: ['core/record', 'core/errors'],
  },
  {
    room: 'core/lease',
    of: 'the `LeaseClient` port, its one implementation over HTTP/2 and HTTP/1.1, and where connections come from',
    imports: ['core/record', 'core/errors', 'core/clock', 'core/diagnostics'],
  },
  {
    room: 'core/kernel',
    of: 'what the kernel tells of the processes beside this one: whether the holder of a lease still lives',
    imports: ['core/record'],
  },
  {
    room: 'core/elector',
    of: 'runs an election: carries out its actions, owns the clock and the one timer, aborts signals, counts the work under way, logs, checks options',
    imports: [
      'core/record',
      'core/errors',
      'core/clock',
      'core/diagnostics',
      'core/election',
      'core/lease',
      'core/kernel',
    ],
  },
  {
    room: 'core/ticks',
    of: "jobs with `once`: which tick is due, and the ledger of what was begun and done, in the lease's annotations",
    imports: ['core/record', 'core/errors', 'core/clock', 'core/elector'],
  },
  {
    room: 'kubernetes',
    of: 'shows in Kubernetes who leads, as the options `events` and `endpoint` ask; loaded only then',
    imports: ['core/errors', 'core/clock', 'core/lease', 'core/elector'],
  },
  {
    room: 'core/standalone',
    of: 'the `Elector` for apps without Nest',
    imports: ['core/elector', 'core/ticks', 'kubernetes'],
  },
  { room: 'core', of: 'the public entry point `./elector`, and the version', imports: ['core/*'] },
  {
    room: 'nest/service',
    of: 'the `LeaderService`, what is behind it and the one door to that, its token, its exception',
    imports: ['core', 'core/*'],
  },
  { room: 'nest/methods', of: 'what decorators find and leave on methods', imports: [] },
  {
    room: 'nest/discovery',
    of: "looks through the app's methods, once for gates, handlers and jobs",
    imports: ['nest/methods'],
  },
  {
    room: 'nest/gate',
    of: "the wrapper that `@OnlyLeader()` puts in a method's place, its interceptor, `LeaderGuard`",
    imports: ['core/*', 'nest/service', 'nest/methods', 'nest/discovery'],
  },
  {
    room: 'nest/handlers',
    of: 'calls the methods of `@OnLeadershipAcquired()` and its siblings',
    imports: ['core/*', 'nest/service', 'nest/methods', 'nest/discovery'],
  },
  {
    room: 'nest/decorators',
    of: 'the decorators, one a file',
    imports: ['core/*', 'nest/service', 'nest/methods', 'nest/gate', 'nest/handlers'],
  },
  {
    room: 'nest/jobs',
    of: 'takes the jobs with `once` of a Nest app, and their schedule from its own `cron`',
    imports: ['core/*', 'nest/service', 'nest/methods', 'nest/discovery', 'nest/gate'],
  },
  {
    room: 'nest/startup',
    of: 'the start-up table: what is decorated and how, and what of it cannot work',
    imports: ['core/*', 'nest/service', 'nest/methods', 'nest/discovery', 'nest/gate', 'nest/handlers', 'nest/jobs'],
  },
  {
    room: 'nest/elections',
    of: "the app's leases: their options, electors and services",
    imports: ['core/*', 'kubernetes', 'nest/service'],
  },
  {
    room: 'nest/lifecycle',
    of: "ties the app's elections to the app's life: start last, stop first",
    imports: [
      'core/*',
      'nest/service',
      'nest/discovery',
      'nest/gate',
      'nest/handlers',
      'nest/jobs',
      'nest/startup',
      'nest/elections',
    ],
  },
  {
    room: 'nest/module',
    of: '`LeaderElectionModule`',
    imports: ['core/*', 'nest/service', 'nest/elections', 'nest/lifecycle'],
  },
  {
    room: 'instruments',
    of: 'what an election tells in numbers, whoever collects them',
    imports: ['core/*'],
  },
  {
    room: 'metrics',
    of: 'the public entry point `./metrics`: these numbers for Prometheus',
    imports: ['instruments'],
  },
  {
    room: 'opentelemetry',
    of: 'the public entry point `./opentelemetry`: these numbers, and spans',
    imports: ['core/*', 'instruments'],
  },
  {
    room: 'terminus',
    of: 'the public entry point `./terminus`: a health indicator',
    imports: ['core/*', 'nest/service'],
  },
  {
    room: 'testing',
    of: 'the public entry point `./testing`: a manual clock, a leadership switch, a Lease API in-process',
    imports: ['core/*', 'nest/*'],
  },
  {
    room: 'cli',
    of: 'the command line, `nestjs-kubernetes-leader`: one file for each command',
    imports: ['core', 'core/*'],
  },
  { room: '.', of: 'the main entry point, `index.ts`', imports: ['core/*', 'nest/*'] },
];

/** The room of a file, by its path below `lib/`: the deepest room whose folder holds it. */
export function roomOf(path) {
  return rooms
    .filter(({ room }) => room === '.' || path.startsWith(`${room}/`))
    .reduce((deepest, candidate) =>
      candidate.room.length > deepest.room.length || deepest.room === '.' ? candidate : deepest,
    );
}

/** What is wrong with a file of one room importing one of another, if anything. */
export function problemWith(from, to) {
  if (from === to) return undefined;
  const allowed = from.imports.some(name =>
    name.endsWith('/*') ? to.room.startsWith(name.slice(0, -1)) : to.room === name,
  );
  if (!allowed) return `lib/${from.room} may not import lib/${to.room} (imports.js).`;
  return rooms.indexOf(to) < rooms.indexOf(from)
    ? undefined
    : `lib/${to.room} is a layer above lib/${from.room} (imports.js).`;
}
