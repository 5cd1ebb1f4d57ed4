import { requestTimeout } from './api/request-timeout.js';
import { type Command, type Invocation } from './command.js';
import { exitCode } from './exit-code.js';
import { pause } from './pause.js';
import { ProblemError } from './problem.error.js';
import { viewOf } from './status/lease-view.js';
import { roundedDuration } from '../core/clock/rounded-duration.js';
import { LeaseEdits } from '../core/elector/lease-edits.js';
import { type HttpLeaseClient } from '../core/lease/http-lease-client.js';
import { formatHandOver, handOverAnnotation } from '../core/record/hand-over.js';
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
    const asked = await ask(invocation, leases, lease, to);
    if (asked === undefined || wait === undefined) return exitCode.well;

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

/** The term that is asked to end; undefined if the one that is wanted leads already. */
interface Asked {
  readonly of: string;
  readonly holder: string;
}

async function ask(
  { args, terminal, clock }: Invocation,
  client: HttpLeaseClient,
  lease: LeaseReference,
  to: string | undefined,
): Promise<Asked | undefined> {
  const answer = await client.read(lease, { timeout: requestTimeout });
  const { state, holder } = viewOf(answer.lease, answer.serverTime ?? clock.wall());
  const of = answer.lease.spec?.acquireTime;
  if (state !== 'led' || holder === undefined) {
    const last = holder === undefined ? 'it has no holder' : `${holder} has not renewed it in time`;
    throw new ProblemError(`Nobody leads the lease "${lease.name}" now: ${last}.`);
  }
  if (!of) throw new ProblemError(`${holder} has no acquireTime in the lease, so it is no leader of this package.`);
  if (holder === to) {
    terminal.complain(`${holder} leads already.`);
    return undefined;
  }
  await new LeaseEdits(client, lease).annotate({ [handOverAnnotation]: formatHandOver({ of, ...(to && { to }) }) });
  const toWhom = to === undefined ? '' : ` to ${to}`;
  if (!args.flag('json')) terminal.print(`Asked ${holder} to finish its work and hand over${toWhom}.`);
  return { of, holder };
}

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
