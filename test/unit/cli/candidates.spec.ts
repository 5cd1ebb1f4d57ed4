import { describe, expect, it } from '@jest/globals';
import { type ListedMetadata } from '../../../lib/cli/api/list.js';
import { candidatesBeside } from '../../../lib/cli/status/candidates.js';

const pod = (name: string, kind: string, owner: string, hash?: string): ListedMetadata => ({
  name,
  labels: hash === undefined ? {} : { 'pod-template-hash': hash },
  ownerReferences: [{ kind, name: owner, controller: true }],
});

describe('Candidates', () => {
  it('are the pods of the same Deployment, in a rollout of its old and new ReplicaSets', () => {
    const pods = [
      pod('billing-old-1', 'ReplicaSet', 'billing-old', 'old'),
      pod('billing-new-2', 'ReplicaSet', 'billing-new', 'new'),
      pod('billing-api-old-3', 'ReplicaSet', 'billing-api-old', 'old'),
    ];
    expect(candidatesBeside('elector-billing-old-1-1-x7k2p', pods)).toEqual(['billing-new-2', 'billing-old-1']);
  });

  it('are the pods of the same StatefulSet, and web-10 is not web-1', () => {
    const pods = [
      pod('web-1', 'StatefulSet', 'web'),
      pod('web-10', 'StatefulSet', 'other'),
      pod('web-2', 'StatefulSet', 'web'),
    ];
    expect(candidatesBeside('web-1', pods)).toEqual(['web-1', 'web-2']);
    expect(candidatesBeside('web-10', pods)).toEqual(['web-10']);
  });

  it('are not known without a holder, without pods, or if no pod bears its name', () => {
    const pods = [pod('web-1', 'StatefulSet', 'web')];
    expect(candidatesBeside(undefined, pods)).toEqual([]);
    expect(candidatesBeside('web-1', undefined)).toEqual([]);
    expect(candidatesBeside('laptop', pods)).toEqual([]);
  });
});
