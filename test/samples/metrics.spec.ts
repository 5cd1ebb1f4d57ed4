import { describe, expect, it } from '@jest/globals';
import { type NodeProgram } from '../support/node-program.js';
import { sample } from './sample.js';

describe('The sample 06-metrics', () => {
  const { start } = sample('06-metrics');

  async function metrics(replica: NodeProgram): Promise<string> {
    const [url] = /http:\S+/.exec(await replica.says(/Listening on/))!;
    return (await fetch(`${url}/metrics`)).text();
  }

  it('tells which replica leads, before and after a handover', async () => {
    const leader = start('pod-a');
    await leader.says(/this process \("pod-a"\) leads/);
    const follower = start('pod-b');
    await follower.says(/"pod-a" leads/);
    expect(await metrics(leader)).toContain('leader_election_master_status{name="metrics"} 1');
    expect(await metrics(follower)).toContain('leader_election_master_status{name="metrics"} 0');
    leader.signal('SIGTERM');
    await follower.says(/this process \("pod-b"\) leads/);
    const after = await metrics(follower);
    expect(after).toContain('leader_election_master_status{name="metrics"} 1');
    expect(after).toContain('leader_election_handover_seconds_count{name="metrics"} 1');
  });
});
