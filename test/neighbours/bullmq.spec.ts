import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { neighbour } from './support/neighbour.js';
import { Redis } from './support/redis.js';

const packing = /packing/;
const orders = (lines: readonly string[]) => lines.map(line => /Order (\d+)/.exec(line)![1]);
const tokens = (lines: readonly string[]) => new Set(lines.map(line => BigInt(/token (\d+)/.exec(line)![1])));

describe('The sample 10-bullmq', () => {
  let redis: Redis;
  beforeAll(async () => {
    redis = await Redis.start();
  });
  afterAll(() => redis?.stop());
  const { twoReplicas, start } = neighbour('10-bullmq', () => ({ REDIS_URL: redis.url }));

  it('works on the jobs of all replicas in one of them, and in the other after SIGTERM, each once', async () => {
    const { leader, follower } = await twoReplicas();
    await leader.says(/from pod-b: packing/, { count: 2 });
    expect(follower.said(packing)).toEqual([]);

    const begun = leader.said(packing).length;
    await leader.says(packing, { count: begun + 1 });
    leader.signal('SIGTERM');
    expect(await leader.exit()).toBe('SIGTERM');
    await follower.says(/sent/, { count: 3 });

    expect(orders(leader.said(/sent/))).toEqual(orders(leader.said(packing)));
    const all = orders([...leader.said(packing), ...follower.said(packing)]);
    expect(new Set(all).size).toBe(all.length);
    const [[before], [after]] = [leader, follower].map(replica => [...tokens(replica.said(packing))]);
    expect(after).toBeGreaterThan(before);
  });

  it('starts the worker again in a later term of the same process', async () => {
    const { leader: first, follower: second } = await twoReplicas();
    second.signal('SIGTERM');
    await second.exit();
    await first.says(packing);
    first.signal('SIGSTOP');
    const third = start('pod-c');
    await third.says(packing);
    first.signal('SIGCONT');
    await first.says(/lost the lease|leads no more|"pod-c" leads/);
    const known = first.lines.length;
    third.signal('SIGTERM');
    await third.exit();
    await first.says(packing, { after: known });
    await first.says(/sent/, { after: known });
    expect(tokens(first.said(packing)).size).toBe(2);
  });
});
