import { describe, expect, it } from '@jest/globals';
import { type NodeProgram } from '../support/node-program.js';
import { neighbour } from './support/neighbour.js';

const sent = /The invoices are sent/;

describe('The sample 16-pino', () => {
  const { start } = neighbour('16-pino');

  const records = (replica: NodeProgram) => replica.lines.map(line => JSON.parse(line) as Record<string, string>);
  const tokens = (replica: NodeProgram) => [
    ...new Set(records(replica).flatMap(({ fencingToken }) => fencingToken ?? [])),
  ];
  const ofElection = (replica: NodeProgram) =>
    records(replica).flatMap(({ context, msg }) => (context === 'LeaderElection' ? msg : []));

  it('logs with pino what the election says, and the fencing token in each line of a job', async () => {
    const leader = start('pod-a');
    await leader.says(sent, { count: 2 });
    const follower = start('pod-b');
    await follower.says(/pod-a.* leads/);
    leader.signal('SIGTERM');
    expect(await leader.exit()).toBe('SIGTERM');
    await follower.says(sent);

    expect(ofElection(leader)).toContainEqual(expect.stringMatching(/this process \("pod-a"\) leads/));
    expect(ofElection(follower)).toContainEqual(expect.stringMatching(/this process \("pod-b"\) leads/));
    const job = records(leader).find(({ msg }) => sent.test(msg));
    expect(job).toMatchObject({ context: 'InvoiceJobs', invoices: 3 });
    const [[before], [after]] = [tokens(leader), tokens(follower)];
    expect(BigInt(after)).toBeGreaterThan(BigInt(before));
    expect([tokens(leader).length, tokens(follower).length]).toEqual([1, 1]);
  });
});
