import { describe, expect, it } from '@jest/globals';
import { viewOf } from '../../../lib/cli/status/lease-view.js';
import { type Lease } from '../../../lib/core/record/lease.js';

const now = Date.UTC(2030, 0, 1);

function lease(renewedAgo: number, { seenAgo }: { seenAgo?: number } = {}): Lease {
  const at = (ago: number) => new Date(now - ago).toISOString();
  const managedFields =
    seenAgo === undefined ? [] : [{ time: at(seenAgo), fieldsV1: { 'f:spec': { 'f:renewTime': {} } } }];
  const labelled = { time: at(0), fieldsV1: { 'f:metadata': { 'f:labels': {} } } };
  const renewTime = at(renewedAgo).replace('Z', '000Z');
  return {
    metadata: { name: 'billing', managedFields: [...managedFields, labelled] },
    spec: { holderIdentity: 'pod-a', leaseDurationSeconds: 20, renewTime, acquireTime: renewTime },
  };
}

describe('A lease', () => {
  it('is led while its holder has renewed it within its duration', () => {
    expect(viewOf(lease(19_000), now)).toMatchObject({ state: 'led', renewedAgo: 19_000, ledFor: 19_000 });
    expect(viewOf(lease(21_000), now)).toMatchObject({ state: 'expired', holder: 'pod-a', ledFor: undefined });
  });

  it("is judged by when the API server saw the renewal, whatever the holder's clock says", () => {
    expect(viewOf(lease(3_600_000, { seenAgo: 3_000 }), now)).toMatchObject({ state: 'led', renewedAgo: 3_000 });
    expect(viewOf(lease(-3_600_000, { seenAgo: 60_000 }), now)).toMatchObject({ state: 'expired', renewedAgo: 60_000 });
  });

  it('may be anything that somebody has written', () => {
    for (const spec of [null, undefined, {}, { holderIdentity: '', renewTime: 'yesterday' }]) {
      expect(viewOf({ metadata: { name: 'billing' }, spec }, now)).toMatchObject({
        state: 'vacant',
        holder: undefined,
      });
    }
    expect(viewOf({ metadata: { name: 'billing' }, spec: { holderIdentity: 'x' } }, now)).toMatchObject({
      state: 'expired',
    });
  });
});
