import { describe, expect, it } from '@jest/globals';
import { type NodeProgram } from '../support/node-program.js';
import { sample, urlOf } from './sample.js';

describe('The sample 02-http-controller', () => {
  const { api, twoReplicas } = sample('02-http-controller');

  async function show(replica: NodeProgram) {
    const answer = await fetch(`${await urlOf(replica)}/leader`);
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  }

  const reindex = async (replica: NodeProgram) => fetch(`${await urlOf(replica)}/leader/reindex`, { method: 'POST' });

  it('tells at every replica who leads', async () => {
    const { leader, follower } = await twoReplicas();
    const { term, ...leading } = (await show(leader)).body;
    expect(leading).toEqual({ isLeader: true, identity: 'pod-a', holder: 'pod-a' });
    expect(term).toMatchObject({ leaseName: 'http-controller', identity: 'pod-a', fencingToken: api.resourceVersion });
    expect(await show(follower)).toEqual({
      status: 200,
      body: { isLeader: false, identity: 'pod-b', holder: 'pod-a' },
    });
  });

  it('does the work at the leader, and refuses it elsewhere with 503 and Retry-After', async () => {
    const { leader, follower } = await twoReplicas();
    const done = await reindex(leader);
    expect({ status: done.status, body: await done.json() }).toEqual({ status: 201, body: { reindexedBy: 'pod-a' } });

    const refused = await reindex(follower);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    const body = await refused.text();
    expect(JSON.parse(body)).toMatchObject({ statusCode: 503, leaseName: 'http-controller' });
    expect(body).not.toContain('pod-a');
  });

  it('does it at the other replica when the leader has been told to end', async () => {
    const { leader, follower } = await twoReplicas();
    leader.signal('SIGTERM');
    expect(await leader.exit()).toBe('SIGTERM');
    await follower.says(/this process \("pod-b"\) leads/);
    expect((await reindex(follower)).status).toBe(201);
  });
});
