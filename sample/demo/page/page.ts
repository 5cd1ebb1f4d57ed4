import { type LeaseApiServer } from 'nestjs-kubernetes-leader/testing';
import { plainCluster } from '../../../lib/cli/cluster.js';
import { DashboardServer } from '../../../lib/cli/dashboard/dashboard-server.js';
import { systemClock } from '../../../lib/core/clock/clock.js';
import { type Fleet } from '../fleet/fleet.js';
import { describeHandover } from '../judge/describe-handover.js';
import { verdict } from '../judge/verdict.js';
import { leaseName } from '../messages.js';
import { FleetControl } from './fleet-control.js';

/**
 * Serves the dashboard with buttons for the replicas, until Ctrl-C.
 *
 * @returns whether no two replicas ever worked at once
 */
export async function showPage(fleet: Fleet, api: LeaseApiServer): Promise<boolean> {
  const cluster = plainCluster(api.url, 'default', systemClock);
  const page = new URL('../../../lib/cli/page/', import.meta.url);
  const control = new FleetControl(fleet);
  const dashboard = new DashboardServer({ cluster, clock: systemClock, names: [leaseName], page, control });
  fleet.start();
  console.log(`The page: ${await dashboard.start(0)}`);
  console.log('Ctrl-C ends it.\n');
  fleet.on('event', ({ name }, text) => console.log(`${new Date().toTimeString().slice(0, 8)}  ${name}  ${text}`));

  await new Promise<void>(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await dashboard.close();
  cluster.close();
  await fleet.stop();
  const { isClean, text } = verdict(fleet.spells);
  for (const handover of fleet.handovers) console.log(describeHandover(handover));
  console.log(text);
  return isClean;
}
