import { describe, expect, it } from '@jest/globals';
import { sample } from './sample.js';

const consuming = /Consuming orders/;
const packing = /packing/;
const orders = (lines: readonly string[]) => lines.map(line => /Order (\d+)/.exec(line)![1]);

describe('The sample 03-consumer', () => {
  const { start } = sample('03-consumer');

  it('moves to the other replica on SIGTERM, with nothing left half done', async () => {
    const leader = start('pod-a');
    await leader.says(packing, { count: 2 });
    const follower = start('pod-b');
    await follower.says(/"pod-a" leads/);
    expect(follower.said(consuming)).toEqual([]);

    const begun = leader.said(packing).length;
    await leader.says(packing, { count: begun + 1 });
    leader.signal('SIGTERM');
    expect(await leader.exit()).toBe('SIGTERM');
    await follower.says(/Order 1: sent/);

    expect(orders(leader.said(/sent/))).toEqual(orders(leader.said(packing)));
    const lastLines = leader.lines.filter(line => /Order|Consuming no more|queue/.test(line)).slice(-3);
    expect(lastLines.map(line => line.replace(/^.*\] /, '').replace(/\d+/, 'N'))).toEqual([
      'Order N: sent.',
      'Consuming no more orders (shutdown).',
      'The queue is closed.',
    ]);
  });
});
