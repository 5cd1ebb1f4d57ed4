import { type Arguments } from './arguments.js';
import { type Command } from './command.js';
import { DashboardServer } from './dashboard/dashboard-server.js';
import { exitCode } from './exit-code.js';
import { namingALease } from './status/naming-a-lease.js';

export const dashboardCommand: Command = {
  name: 'dashboard',
  synopsis: '[LEASE ...] [-n NAMESPACE] [--port PORT] [--read-only]',
  summary: 'Serves a page on this machine that shows leases live, with buttons to step down, pause, resume and run.',
  details: `
  LEASE        which; without any, all of the namespace
  --port PORT  where to listen, on 127.0.0.1 only (default: 0, any that is free)
  --read-only  without buttons

It prints the page's address and serves it until Ctrl-C. Whoever has the address may act with your permissions: its end is
a token, another one each time.`,
  options: { port: { type: 'string' }, 'read-only': { type: 'boolean' } },
  async run(invocation) {
    const { args, terminal, clock, interrupted, page } = invocation;
    if (page === undefined) throw new Error('Expected `page` to be the folder of the page.');
    const names = args.positionals.map(name => args.name('the name of a lease', name));
    const port = portOf(args);
    const used = invocation.cluster();
    const dashboard = new DashboardServer({
      cluster: used,
      clock,
      names,
      page,
      isReadOnly: args.flag('read-only'),
    });
    try {
      const url = await dashboard.start(port).catch(error => namingALease(error, names, 'dashboard'));
      if (args.flag('json')) terminal.print(JSON.stringify({ url }));
      else terminal.print(`The leases of the namespace ${used.namespace}: ${url}\nCtrl-C ends it.`);
      await aborted(interrupted);
      return exitCode.well;
    } finally {
      await dashboard.close();
    }
  },
};

function portOf(args: Arguments): number {
  const text = args.text('port') ?? '0';
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw args.mistake(`Expected --port to be a number from 0 to 65535, got "${text}".`);
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(), { once: true }));
}
