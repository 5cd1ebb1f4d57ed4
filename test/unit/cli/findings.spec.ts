import { describe, expect, it } from '@jest/globals';
import { type Patient } from '../../../lib/cli/doctor/patient.js';
import { clockFinding } from '../../../lib/cli/doctor/probes.js';
import { recordFindings } from '../../../lib/cli/doctor/record.js';
import { holderFindings } from '../../../lib/cli/doctor/workload.js';
import { type LeaseMetadata, type LeaseSpec } from '../../../lib/core/record/lease.js';

const now = Date.UTC(2030, 0, 1);
const renewTime = '2029-12-31T23:59:58.000000Z';
const led: LeaseSpec = { holderIdentity: 'elector-web-1-7-x2x9k', leaseDurationSeconds: 20, renewTime };

function patient(metadata: Partial<LeaseMetadata> = {}, spec: LeaseSpec = led, name = 'billing'): Patient {
  return {
    lease: { namespace: 'shop', name },
    record: { metadata: { name, ...metadata }, spec },
  } as unknown as Patient;
}

const levels = (metadata?: Partial<LeaseMetadata>, spec?: LeaseSpec) =>
  recordFindings(patient(metadata, spec), now).map(({ level, text }) => [level, text]);

describe('A lease', () => {
  it('is well if it is led', () => {
    expect(levels()).toEqual([['ok', 'elector-web-1-7-x2x9k leads, and has renewed the lease 2 s ago.']]);
  });

  it('is not if its holder has not renewed it', () => {
    expect(levels({}, { ...led, leaseDurationSeconds: 1 })).toEqual([
      ['problem', 'Nobody leads: elector-web-1-7-x2x9k has renewed the lease 2 s ago for the last time.'],
    ]);
    expect(levels({}, { holderIdentity: 'x' })).toEqual([['problem', 'Nobody leads: x has renewed the lease never.']]);
  });

  it.each([
    ['an owner', { ownerReferences: [{ kind: 'Pod', name: 'web-1' }] }, 'problem', 'belongs to Pod web-1'],
    ['Argo CD', { annotations: { 'argocd.argoproj.io/tracking-id': 'x' } }, 'note', 'managed by Argo CD'],
    ['Helm', { annotations: { 'meta.helm.sh/release-name': 'x' } }, 'note', 'managed by Helm'],
    ['200 KiB of annotations', { annotations: { big: 'x'.repeat(200 * 1024) } }, 'problem', '200 of 256 KiB'],
  ])('is told of with %s', (_, metadata, level, text) => {
    expect(levels(metadata)).toContainEqual([level, expect.stringContaining(text)]);
  });

  it('has a holder that a pod is named like, if it is one of this namespace', () => {
    expect(holderFindings(patient(), [{ name: 'web-1' }])).toEqual([]);
    expect(holderFindings(patient(), undefined)).toEqual([]);
    expect(holderFindings(patient(), [{ name: 'other' }])).toMatchObject([{ level: 'note' }]);
  });
});

describe('A clock', () => {
  const level = (ahead: number, isInPod: boolean) =>
    clockFinding({ body: {}, duration: 0, serverTime: now, halfway: now + 500 + ahead }, isInPod).level;

  it('cannot be told better than by a second', () => {
    expect([level(900, true), level(-900, true)]).toEqual(['ok', 'ok']);
  });

  it('is a problem of a pod, and on your machine a note', () => {
    expect([level(5_000, true), level(-5_000, true), level(5_000, false)]).toEqual(['problem', 'problem', 'note']);
  });

  it('is not known if the answer has no time', () => {
    expect(clockFinding({ body: {}, duration: 0, serverTime: undefined, halfway: now }, true).level).toBe('note');
  });
});
