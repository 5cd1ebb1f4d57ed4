import { askToStepDown } from './actions/ask-to-step-down.js';
import { requestTimeout } from './api/request-timeout.js';
import { type Command, type Invocation } from './command.js';
import { exitCode } from './exit-code.js';
import { pause } from './pause.js';
import { ProblemError } from './problem.error.js';
import { roundedDuration } from '../core/clock/rounded-duration.js';
import { type HttpLeaseClient } from '../core/lease/http-lease-client.js';
import { type LeaseReference } from '../core/record/lease.js';

/** Milliseconds between two looks at the lease. */
const interval = 200;

export const stepDownCommand: Command = {
  name: 'step-down',
  synopsis: 'LEASE [--to IDENTITY] [--wait DURATION]',
  summary: 'Asks the leader to finish its work and hand over.',
  details: `
  LEASE            whose leader
  --to IDENTITY    who is to lead next (default: whoever comes first)
  --wait DURATION  waits until another one leads, such as 30s, and ends with 1 if none does`,
  options: { to: { type: 'string' }, wait: { type: 'string' } },
  async run(invocation) {
    const { args, terminal, clock } = invocation;
    const [leaseName] = args.only('name of the lease');
    const [to, wait] = [args.text('to'), args.duration('wait')];
    const { leases, namespace } = invocation.cluster();
    const lease = { namespace, name: args.name('the name of the lease', leaseName) };
    const asked = await askToStepDown(leases, clock, lease, to);
    if (asked.isWanted) {
      terminal.complain(`${asked.holder} leads already.`);
      return exitCode.well;
    }
    const toWhom = to === undefined ? '' : ` to ${to}`;
    if (!args.flag('json')) terminal.print(`Asked ${asked.holder} to finish its work and hand over${toWhom}.`);
    if (wait === undefined) return exitCode.well;

    const begun = clock.monotonic();
    const successor = await successorOf(invocation, leases, lease, asked.of, wait);
    if (successor === undefined) {
      if (invocation.interrupted.aborted) return exitCode.problem;
      throw new ProblemError(
        `Within ${roundedDuration(wait)} nobody else has taken the lease. ${asked.holder} may still be finishing its work ` +
          '(drainTimeout), no other replica may be there, or its leader does not know such requests: it is of another ' +
          'program, or of an older version.',
      );
    }
    const after = clock.monotonic() - begun;
    if (args.flag('json')) terminal.print(JSON.stringify({ leader: successor, after: Math.round(after) }));
    else terminal.print(`${successor} leads now, ${roundedDuration(after)} after you asked.`);
    if (to === undefined || successor === to) return exitCode.well;
    throw new ProblemError(`${to} did not take the lease: is that its identity, and does it run?`);
  },
};

/** Who leads after that term; undefined if nobody does within that time. */
async function successorOf(
  { clock, interrupted }: Invocation,
  client: HttpLeaseClient,
  lease: LeaseReference,
  term: string,
  wait: number,
): Promise<string | undefined> {
  for (const end = clock.monotonic() + wait; ;) {
    const { spec } = (await client.read(lease, { timeout: requestTimeout })).lease;
    if (spec?.holderIdentity && spec.acquireTime !== term) return spec.holderIdentity;
    if (clock.monotonic() >= end || interrupted.aborted) return undefined;
    await pause(clock, interval, interrupted);
  }
}
