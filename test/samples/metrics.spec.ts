import { describe, expect, it } from '@jest/globals';
import { type NodeProgram } from '../support/node-program.js';
import { sample, urlOf } from './sample.js';

describe('The sample 06-metrics', () => {
  const { twoReplicas } = sample('06-metrics');

  async function metrics(replica: NodeProgram): Promise<string> {
    return (await fetch(`${await urlOf(replica)}/metrics`)).text();
  }

  it('tells which replica leads, before and after a handover', async () => {
    const { leader, follower } = await twoReplicas();
    expect(await metrics(leader)).toContain('leader_election_master_status{name="metrics"} 1');
    expect(await metrics(follower)).toContain('leader_election_master_status{name="metrics"} 0');
    leader.signal('SIGTERM');
    await follower.says(/this process \("pod-b"\) leads/);
    const after = await metrics(follower);
    expect(after).toContain('leader_election_master_status{name="metrics"} 1');
    expect(after).toContain('leader_election_handover_seconds_count{name="metrics"} 1');
  });
});
