import { describe, expect, it } from '@jest/globals';
import { type NodeProgram } from '../support/node-program.js';
import { urlOf } from '../samples/sample.js';
import { neighbour } from './support/neighbour.js';

describe('The sample 14-graphql', () => {
  const { twoReplicas } = neighbour('14-graphql');

  async function ask(replica: NodeProgram, query: string) {
    const answer = await fetch(`${await urlOf(replica)}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    return (await answer.json()) as { data: unknown; errors?: { message: string; extensions: unknown }[] };
  }

  it('answers the mutation at the leader, and elsewhere with an error that says why', async () => {
    const { leader, follower } = await twoReplicas();
    const mutation = 'mutation { recount(article: "screws") }';
    expect(await ask(leader, mutation)).toEqual({ data: { recount: 'screws recounted by pod-a' } });
    const refused = await ask(follower, mutation);
    expect(refused.data).toBeNull();
    expect(refused.errors).toHaveLength(1);
    expect(refused.errors![0]).toMatchObject({
      extensions: { originalError: { statusCode: 503, leaseName: 'graphql' } },
    });
  });

  it('answers the query in every replica', async () => {
    const { leader, follower } = await twoReplicas();
    for (const replica of [leader, follower]) {
      expect(await ask(replica, '{ leaderName }')).toEqual({ data: { leaderName: 'pod-a' } });
    }
  });
});
