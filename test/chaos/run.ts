import { setTimeout as delay } from 'node:timers/promises';
import { type KubeApiServer } from '../support/kube-apiserver.js';
import { type Candidate } from './candidates/candidate.js';
import { ApiServerControl } from './faults/api-server-control.js';
import { catalogue } from './faults/catalogue.js';
import { LeaseAdministrator } from './faults/lease-administrator.js';
import { Random } from './faults/random.js';
import { planRound } from './faults/rounds.js';
import { type Fleet } from './fleet.js';
import { type InflictedFault } from './judge/gaps.js';

export interface RunOptions {
  readonly milliseconds: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

/** One fault after another, each when somebody leads again, until the time is up. */
export async function runChaos(fleet: Fleet, api: KubeApiServer, options: RunOptions): Promise<InflictedFault[]> {
  const random = new Random(options.seed);
  const lease = new LeaseAdministrator(api);
  const server = new ApiServerControl(api);
  const begun = Date.now();
  const inflicted: InflictedFault[] = [];

  const inflict = async (kind: string, leader: Candidate, fault: () => Promise<void>) => {
    const from = process.hrtime.bigint();
    await fault();
    const clientGoLed = leader === fleet.clientGo;
    inflicted.push({ kind, clientGoLed, begun: from, ended: process.hrtime.bigint() });
    const next = await fleet.leader();
    const seconds = ((Date.now() - begun) / 1000).toFixed(1).padStart(6);
    options.say(`${seconds} s  ${kind}: ${leader.process} → ${next.process}`);
    await delay(random.between(50, 200));
  };

  for (;;) {
    for (const { fault, clientGo } of planRound(catalogue, random)) {
      if (Date.now() - begun > options.milliseconds) return inflicted;
      if (clientGo && !fleet.clientGo.isRunning) await fleet.clientGo.start();
      if (!clientGo && fleet.clientGo.isRunning) {
        await inflict('client-go: SIGTERM', await fleet.leader(), () => fleet.clientGo.terminate());
      }
      const leader = await fleet.leader();
      const all = fleet.running;
      const followers = all.filter(candidate => candidate !== leader);
      await inflict(fault.kind, leader, () =>
        fault.inflict({ leader, followers, replicas: fleet.replicas, all, lease, server, random }),
      );
    }
  }
}
