import { describe, expect, it } from '@jest/globals';
import { type Patient } from '../../../lib/cli/doctor/patient.js';
import { type PodSpec, workloadFindings } from '../../../lib/cli/doctor/workload.js';

const timings = { renewDeadline: 15_000, drainTimeout: 10_000, abortGrace: 1_000, releaseTimeout: 3_000 };

function findings(pod: PodSpec, { replicas = 3, holder = 'elector-billing-1-7-x2x9k' } = {}) {
  const record = { metadata: { name: 'billing' }, spec: { holderIdentity: holder } };
  const patient = { timings, record } as unknown as Patient;
  return workloadFindings({ title: 'Deployment billing', replicas, pod }, patient);
}

describe('A Deployment', () => {
  it('is well with its defaults', () => {
    expect(findings({ containers: [{ name: 'app', command: ['node', 'dist/main.js'] }] })).toEqual([]);
  });

  it('has to give a pod the time that a stop may take, and what its preStop hook sleeps', () => {
    expect(findings({ terminationGracePeriodSeconds: 14 })).toMatchObject([
      { level: 'problem', advice: expect.stringContaining('to 15 at least') },
    ]);
    expect(findings({ terminationGracePeriodSeconds: 15 })).toEqual([]);
    const slow = { name: 'app', lifecycle: { preStop: { sleep: { seconds: 20 } } } };
    expect(findings({ containers: [slow] })).toMatchObject([
      { text: expect.stringContaining('may take 34 s'), advice: expect.stringContaining('to 35 at least') },
    ]);
  });

  it.each([
    ['npm', ['npm', 'run', 'start:prod']],
    ['/bin/sh', ['/bin/sh', '-c', 'node dist/main.js']],
  ])('may keep SIGTERM from node: %s', (program, command) => {
    expect(findings({ containers: [{ name: 'app', command }] })).toMatchObject([
      { level: 'note', text: expect.stringContaining(`starts ${program}`) },
    ]);
  });

  it('may start node by a shell that gives way to it', () => {
    expect(findings({ containers: [{ name: 'app', command: ['sh', '-c', 'exec node dist/main.js'] }] })).toEqual([]);
  });

  it('must not give all replicas one identity', () => {
    const containers = [{ name: 'app', env: [{ name: 'IDENTITY', value: 'billing' }] }];
    expect(findings({ containers }, { holder: 'billing' })).toMatchObject([
      { level: 'problem', text: expect.stringContaining('"billing", which is the value of IDENTITY') },
    ]);
    expect(findings({ containers })).toEqual([]);
  });

  it('needs a token, and a second replica to take over', () => {
    expect(findings({ automountServiceAccountToken: false })).toMatchObject([{ level: 'problem' }]);
    expect(findings({}, { replicas: 1 })).toMatchObject([
      { level: 'note', text: expect.stringContaining('one replica') },
    ]);
  });
});
