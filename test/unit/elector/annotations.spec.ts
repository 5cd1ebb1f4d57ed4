import { describe, expect, it } from '@jest/globals';
import { CandidateElector } from '../../../lib/core/elector/candidate-elector.js';
import { ManualClock } from '../../../lib/testing/manual-clock.js';
import { RecordingLogger } from '../../support/recording-logger.js';
import { following, leading, lease, nextTurn, options } from './started-elector.js';

describe('Notes in a lease', () => {
  it('are written at once, and kept when the lease is known to have them', async () => {
    const { elector, client } = await leading();
    let noted: unknown;
    void elector.annotations.change({ a: '1' }).then(outcome => (noted = outcome));
    expect(client.written.metadata.annotations).toEqual({ a: '1' });
    await nextTurn();
    expect(noted).toBeUndefined();
    expect(elector.annotations.all).toEqual({ a: '1' });
    client.accept(12);
    await nextTurn();
    expect(noted).toBe('written');
    expect(elector.annotations.all).toEqual({ a: '1' });
  });

  it('may wait for the next write, be that the release', async () => {
    const { elector, client, clock } = await leading();
    elector.annotations.changeLater({ a: '1' });
    expect(client.pending).toBeUndefined();
    await clock.advance(10_000);
    expect(client.written.metadata.annotations).toEqual({ a: '1' });
    client.accept(12);
    await nextTurn();
    elector.annotations.changeLater({ a: undefined, b: '2' });
    const stopping = elector.stop();
    expect(client.written).toMatchObject({ metadata: { annotations: { b: '2' } }, spec: { holderIdentity: '' } });
    client.accept(13);
    await stopping;
  });

  it('are not written where the term ends before', async () => {
    const { elector, client } = await leading();
    const noting = elector.annotations.change({ a: '1' });
    client.watching.observer.onEvent({ type: 'MODIFIED', lease: lease({}, 12) });
    expect(await noting).toBe('termOver');
    expect(await elector.annotations.change({ a: '1' })).toBe('termOver');
  });

  it('are told when the API server refuses them', async () => {
    const { elector, client } = await leading();
    const noting = elector.annotations.change({ a: '1' });
    client.fails('rejected');
    expect(await noting).toBe('rejected');
    expect(elector.isLeader).toBe(true);
  });

  it('come with the age of the lease', async () => {
    const { elector, client } = await following();
    expect(elector.annotations.leaseCreatedAt).toBeUndefined();
    const record = lease({}, 11);
    record.metadata.creationTimestamp = '2026-01-01T00:00:00Z';
    client.watching.observer.onEvent({ type: 'MODIFIED', lease: record });
    expect(elector.annotations.leaseCreatedAt).toBe(Date.UTC(2026, 0, 1));
  });

  it('are kept in memory where there is no lease', async () => {
    const clock = new ManualClock();
    const elector = new CandidateElector({ ...options, connection: 'none', logger: new RecordingLogger() }, { clock });
    await elector.start();
    expect(elector.annotations.leaseCreatedAt).toBe(clock.wall());
    expect(await elector.annotations.change({ a: '1', b: '2' })).toBe('written');
    elector.annotations.changeLater({ a: undefined });
    expect(elector.annotations.all).toEqual({ b: '2' });
  });
});

describe("The error of this process's wall clock", () => {
  async function errorBy(ahead: number): Promise<number> {
    const { elector, client, clock } = await leading();
    await clock.advance(10_000);
    client.fails('conflict');
    await nextTurn();
    client.answer(lease({ ...client.requests[1].lease?.spec }, 11), clock.wall() - ahead);
    await nextTurn();
    return elector.clockError;
  }

  it('is as much as the answers of the API server prove, the second for truncation aside', async () => {
    expect(await errorBy(60_000)).toBe(59_000);
    expect(await errorBy(-60_000)).toBe(-60_000);
    expect(await errorBy(500)).toBe(0);
    expect(await errorBy(0)).toBe(0);
    expect((await leading()).elector.clockError).toBe(0);
  });
});
