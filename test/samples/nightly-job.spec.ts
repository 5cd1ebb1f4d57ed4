import { describe, expect, it } from '@jest/globals';
import { type NodeProgram } from '../support/node-program.js';
import { firstToSay, sample } from './sample.js';

const closing = /Closing the books of (\S+), attempt (\d+)/;
const closed = /The books of (\S+) are closed/;

const ticksOf = (program: NodeProgram, what: RegExp) => program.said(what).map(line => what.exec(line)![1]);

describe('The sample 04-nightly-job', () => {
  const { api, start } = sample('04-nightly-job', { SCHEDULE: '*/5 * * * * *' });

  const twoReplicas = () => firstToSay([start('pod-a'), start('pod-b')], closing);

  it('closes the books of each tick once, whoever leads, and finishes those it has begun', async () => {
    const { leader, follower } = await twoReplicas();
    leader.signal('SIGTERM');
    await leader.exit();
    await follower.says(closed);
    const ticks = [...ticksOf(leader, closed), ...ticksOf(follower, closed)];
    expect(new Set(ticks).size).toBe(ticks.length);
    expect(ticksOf(leader, closed)).toEqual(ticksOf(leader, closing));
  });

  it('runs a tick again in the other replica where a kill interrupted it, and says so in the lease', async () => {
    const { leader, follower } = await twoReplicas();
    const [tick] = ticksOf(leader, closing);
    leader.signal('SIGKILL');
    await follower.says(new RegExp(`tick of ${tick} of the job "books" was begun \\(attempt 1\\)`));
    await follower.says(new RegExp(`Closing the books of ${tick}, attempt 2`));
    await follower.says(closed);
    await follower.says(closing, { count: 2 });
    const entry = api.leases.get('nightly-job')!.metadata.annotations!['ticks.nestjs-kubernetes-leader/books'];
    expect(JSON.parse(entry)).toMatchObject({ begun: ticksOf(follower, closing).at(-1), attempt: 1 });
  });
});
