import { describe, expect, it } from '@jest/globals';
import { urlOf } from '../samples/sample.js';
import { neighbour } from './support/neighbour.js';

describe('The sample 18-cls', () => {
  const { twoReplicas } = neighbour('18-cls');

  it('has the request and the run in one call, of a route and of a job', async () => {
    const { leader, follower } = await twoReplicas();
    const job = await leader.says(/Sent: request job-[\w-]+, fencing token \d+/);
    const token = /token (\d+)/.exec(job)![1];

    const send = async () => (await fetch(`${await urlOf(leader)}/invoices`, { method: 'POST' })).text();
    const sent = await Promise.all([send(), send(), send()]);
    expect(new Set(sent).size).toBe(3);
    for (const text of sent) expect(text).toMatch(new RegExp(`^request (?!job-)[\\w-]+, fencing token ${token}$`));

    const refused = await fetch(`${await urlOf(follower)}/invoices`, { method: 'POST' });
    expect(refused.status).toBe(503);
    expect(follower.said(/Sent/)).toEqual([]);
  });
});
