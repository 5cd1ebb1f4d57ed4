import { type Command, type Invocation } from './command.js';
import { type ExitCode, exitCode } from './exit-code.js';
import { pause } from './pause.js';
import { namingALease } from './status/naming-a-lease.js';
import { readStatus, type Status, type StatusRequest } from './status/read-status.js';
import { renderStatus } from './status/render-status.js';
import { describeError } from '../core/lease/one-line.js';

/** Milliseconds between two looks of `--watch`. */
const interval = 1000;

export const statusCommand: Command = {
  name: 'status',
  synopsis: '[LEASE ...] [-n NAMESPACE | -A] [--watch]',
  summary: 'Shows leases: who leads, since when, when it was renewed, and the jobs with `once` and their ticks.',
  details: `
  LEASE                 which; without any, all of the namespace
  -A, --all-namespaces  all leases of elections in all namespaces
  -w, --watch           looks again every second, until Ctrl-C

It ends with 1 if nobody leads one of the leases.`,
  options: {
    'all-namespaces': { type: 'boolean', short: 'A' },
    watch: { type: 'boolean', short: 'w' },
  },
  async run(invocation) {
    const { args, clock } = invocation;
    const isOfAll = args.flag('all-namespaces');
    if (isOfAll && args.positionals.length > 0) throw args.mistake('-A shows all leases: leave their names out.');
    if (isOfAll && args.namespace !== undefined) throw args.mistake('-A and -n contradict each other.');
    const names = args.positionals.map(name => args.name('the name of a lease', name));
    const { api, leases: client, namespace } = invocation.cluster();
    const request = { api, client, clock, names, namespace: isOfAll ? undefined : namespace };
    const status = await readStatus(request).catch(error => namingALease(error, names, 'status'));
    return args.flag('watch') ? watch(invocation, request, status) : show(invocation, request, status);
  },
};

function show({ args, terminal }: Invocation, request: StatusRequest, status: Status): ExitCode {
  terminal.print(args.flag('json') ? JSON.stringify(status.leases, null, 2) : text({ terminal }, request, status));
  return status.leases.every(({ state }) => state === 'led') ? exitCode.well : exitCode.problem;
}

/** JSON is a line each time. A look that fails is told, and the next may not. */
async function watch(invocation: Invocation, request: StatusRequest, first: Status): Promise<ExitCode> {
  const { args, clock, interrupted, terminal } = invocation;
  for (let status: Status | undefined = first; ; status = undefined) {
    try {
      const seen = status ?? (await readStatus(request));
      if (args.flag('json')) terminal.print(JSON.stringify(seen.leases));
      else terminal.redraw(text(invocation, request, seen));
    } catch (error) {
      terminal.complain(describeError(error));
    }
    await pause(clock, interval, interrupted);
    if (interrupted.aborted) return exitCode.well;
  }
}

function text({ terminal }: Pick<Invocation, 'terminal'>, { namespace }: StatusRequest, status: Status): string {
  if (status.leases.length > 0) {
    return renderStatus(status, { paint: terminal.paint, hasNamespaces: namespace === undefined });
  }
  return namespace === undefined
    ? 'No election has a lease in this cluster.'
    : `No lease in the namespace ${namespace}.`;
}
