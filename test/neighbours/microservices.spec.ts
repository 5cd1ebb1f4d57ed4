import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type NodeProgram } from '../support/node-program.js';
import { urlOf } from '../samples/sample.js';
import { neighbour } from './support/neighbour.js';
import { Redis } from './support/redis.js';

const packing = /packing/;

describe('The sample 12-microservices', () => {
  let redis: Redis;
  beforeAll(async () => {
    redis = await Redis.start();
  });
  afterAll(() => redis?.stop());
  const { twoReplicas } = neighbour('12-microservices', () => ({ REDIS_URL: redis.url }));

  async function place(replica: NodeProgram, id: string): Promise<unknown> {
    return (await fetch(`${await urlOf(replica)}/orders/${id}`, { method: 'POST' })).json();
  }

  it('has the leader answer each message, whichever replica sent it, and no other', async () => {
    const { leader, follower } = await twoReplicas();
    await urlOf(leader);
    await urlOf(follower);
    const ids = Array.from({ length: 20 }, (_, index) => `${index}`);
    for (const id of ids) {
      const sender = Number(id) % 2 === 0 ? leader : follower;
      expect(await place(sender, id)).toEqual({ id, numberedBy: 'pod-a' });
    }
    await leader.says(packing, { count: ids.length });
    expect(leader.said(packing)).toHaveLength(ids.length);
    expect([...follower.said(packing), ...follower.said(/ERROR/)]).toEqual([]);

    leader.signal('SIGTERM');
    expect(await leader.exit()).toBe('SIGTERM');
    await follower.says(/this process \("pod-b"\) leads/);
    expect(await place(follower, 'last')).toEqual({ id: 'last', numberedBy: 'pod-b' });
    await follower.says(packing);
  });
});
