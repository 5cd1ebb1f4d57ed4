import { describe, expect, it } from '@jest/globals';
import { type NodeProgram } from '../support/node-program.js';
import { firstToSay, sample } from './sample.js';

const sending = /Sending invoices/;
const sent = /All invoices are sent/;
const skipped = /InvoiceJobs.sendInvoices was skipped: this process does not lead/;

const tokenOf = (line: string) => BigInt(/fencing token (\d+)/.exec(line)![1]);

describe('The sample 01-cron-job', () => {
  const { start } = sample('01-cron-job');

  async function twoReplicas() {
    const replicas: [NodeProgram, NodeProgram] = [start('pod-a'), start('pod-b')];
    const roles = await firstToSay(replicas, sent);
    await roles.follower.says(skipped);
    return roles;
  }

  it('runs the job in one replica at each tick, and skips it in the other', async () => {
    const { leader, follower } = await twoReplicas();
    await leader.says(sent, { count: 3 });
    expect(follower.said(sending)).toEqual([]);
    expect(leader.said(/was skipped/)).toEqual([]);
  });

  it('finishes a job on SIGTERM, and hands over with a larger fencing token', async () => {
    const { leader, follower } = await twoReplicas();
    const begun = leader.said(sending).length;
    await leader.says(sending, { count: begun + 1 });
    leader.signal('SIGTERM');
    expect(await leader.exit()).toBe('SIGTERM');
    expect(leader.said(sent)).toHaveLength(leader.said(sending).length);

    const next = await follower.says(sending);
    await follower.says(sent);
    expect(tokenOf(next)).toBeGreaterThan(tokenOf(leader.said(sending).at(-1)!));
  });

  it('goes on in the other replica once the lease of a killed one has run out', async () => {
    const { leader, follower } = await twoReplicas();
    leader.signal('SIGKILL');
    await leader.exit();
    await follower.says(sent);
    expect(leader.said(sending).length).toBeGreaterThan(0);
  });

  it('runs the job without a cluster', async () => {
    const alone = start('laptop', false);
    await alone.says(sent, { count: 2 });
    alone.signal('SIGINT');
    expect(await alone.exit()).toBe('SIGINT');
  });
});
