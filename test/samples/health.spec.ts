import { describe, expect, it } from '@jest/globals';
import { type NodeProgram } from '../support/node-program.js';
import { sample, urlOf } from './sample.js';

describe('The sample 05-health', () => {
  const { api, twoReplicas } = sample('05-health', { LEASE_DURATION: '2s' });

  async function health(replica: NodeProgram) {
    const answer = await fetch(`${await urlOf(replica)}/health`);
    const { details } = (await answer.json()) as { details: { leader: Record<string, unknown> } };
    return { status: answer.status, leader: details.leader };
  }

  it('is up in the leader and in the follower, each with its role', async () => {
    const { leader, follower } = await twoReplicas();
    const term = expect.objectContaining({ leaseName: 'health', fencingToken: expect.any(String) });
    expect(await health(leader)).toMatchObject({ status: 200, leader: { status: 'up', role: 'leader', term } });
    expect(await health(follower)).toMatchObject({
      status: 200,
      leader: { status: 'up', role: 'follower', holder: 'pod-a' },
    });
  });

  it('is down in the one that holds the lease and cannot renew it, and not in the other', async () => {
    const { leader, follower } = await twoReplicas();
    await api.stopListening();
    await leader.says(/no longer leads/);
    let seen = await health(leader);
    while (seen.status === 200) seen = await health(leader);
    expect(seen).toMatchObject({
      status: 503,
      leader: { status: 'down', message: expect.stringContaining('not renewed') },
    });
    expect((await health(follower)).status).toBe(200);
    await api.listen();
  });
});
