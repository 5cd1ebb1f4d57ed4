import { describe, expect, it } from '@jest/globals';
import { type NodeProgram } from '../support/node-program.js';
import { urlOf } from '../samples/sample.js';
import { neighbour } from './support/neighbour.js';

describe('The sample 13-cqrs', () => {
  const { twoReplicas } = neighbour('13-cqrs');

  async function recount(replica: NodeProgram) {
    const answer = await fetch(`${await urlOf(replica)}/stock/screws/recount`, { method: 'POST' });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  }

  it('executes the command at the leader, and refuses it elsewhere', async () => {
    const { leader, follower } = await twoReplicas();
    expect(await recount(leader)).toEqual({ status: 201, body: { recountedBy: 'pod-a' } });
    expect(await recount(follower)).toMatchObject({ status: 503, body: { leaseName: 'cqrs', statusCode: 503 } });
  });

  it('executes it at the next leader', async () => {
    const { leader, follower } = await twoReplicas();
    leader.signal('SIGTERM');
    expect(await leader.exit()).toBe('SIGTERM');
    await follower.says(/this process \("pod-b"\) leads/);
    expect((await recount(follower)).status).toBe(201);
  });
});
