import { describe, expect, it } from '@jest/globals';
import { following, leading, lease, nextTurn, scene } from './started-elector.js';

const free = lease({ holderIdentity: '', leaseDurationSeconds: 1 }, 11);

describe('What an elector asks of its lease client', () => {
  it('names the lease, and says how long an answer may take', async () => {
    const { elector, client } = scene();
    await elector.start();
    expect(client.requests[0]).toMatchObject({
      verb: 'get',
      of: { namespace: 'jobs', name: 'billing' },
      options: { timeout: 15_000, freshConnection: false },
    });
  });

  it('asks for a fresh connection after one that let it down', async () => {
    const { elector, client, clock } = scene();
    await elector.start();
    client.fails('timeout');
    await clock.advance(2_000);
    expect(client.requests[1].options).toEqual({ timeout: 15_000, freshConnection: true });
  });

  it('creates, replaces and reads', async () => {
    const { elector, client, clock } = scene();
    await elector.start();
    client.fails('notFound');
    await nextTurn();
    expect(client.pending).toBe('create');
    client.accept(11);
    await nextTurn();
    await clock.advance(10_000);
    expect(client.pending).toBe('update');
    client.fails('conflict');
    await nextTurn();
    expect(client.pending).toBe('get');
    expect(elector.isLeader).toBe(true);
  });

  it('passes on what the server asked it to wait', async () => {
    const { elector, client, clock } = scene();
    await elector.start();
    client.fails('throttled', 7_000);
    await clock.advance(6_999);
    expect(client.pending).toBeUndefined();
    await clock.advance(1);
    expect(client.pending).toBe('get');
  });

  it("passes on the server's clock, which can prove a lease old", async () => {
    const { elector, client } = scene();
    await elector.start();
    const record = lease({ renewTime: '2020-01-01T00:00:00.000000Z' });
    record.metadata.managedFields = [{ time: '2026-01-01T00:00:00Z' }];
    client.answer(record, Date.parse('2026-01-01T01:00:00Z'));
    await nextTurn();
    expect(client.pending).toBe('update');
  });

  it('watches from the version it has seen, with a limit in time', async () => {
    const { client } = await following();
    expect(client.watching).toMatchObject({
      of: { namespace: 'jobs', name: 'billing' },
      options: { resourceVersion: '10', timeoutSeconds: 300, openTimeout: 15_000 },
    });
  });

  it('watches without a version where the server has forgotten that', async () => {
    const { client } = await following();
    client.endWatch('gone');
    client.answer(lease());
    await nextTurn();
    expect(client.watching.options).toEqual({ timeoutSeconds: 300, openTimeout: 15_000 });
  });

  it('goes on from a bookmark', async () => {
    const { client, clock } = await following();
    await clock.advance(2_000);
    client.watching.observer.onEvent({ type: 'BOOKMARK', resourceVersion: '50' });
    client.endWatch();
    expect(client.watching.options.resourceVersion).toBe('50');
  });

  it.each(['ADDED', 'MODIFIED'] as const)('takes a vacancy that a watch tells of: %s', async type => {
    const { client } = await following();
    client.watching.observer.onEvent({ type, lease: free });
    expect(client.pending).toBe('update');
  });

  it('closes a watch that was silent, and opens another', async () => {
    const { client, clock } = await following();
    const silent = client.watching;
    await clock.advance(20_000);
    client.fails('conflict');
    await nextTurn();
    client.answer(lease({ renewTime: '2030-01-01T00:00:10.000000Z' }, 15));
    await nextTurn();
    expect(silent.closed).toBe(true);
    expect(client.watching.options.resourceVersion).toBe('15');
    expect(client.watches).toHaveLength(2);
  });

  it('takes an error that is none of the lease API for a broken network', async () => {
    const { elector, client, clock, logger } = scene();
    const failed: unknown[] = [];
    elector.on('requestFailed', error => failed.push(error));
    await elector.start();
    const cause = new TypeError('oops');
    client.breakWith(cause);
    await clock.advance(2_000);
    expect(failed).toEqual([expect.objectContaining({ code: 'network', verb: 'get', cause })]);
    expect(logger.of('warn')[0]).toContain('get: TypeError: oops');
    expect(client.requests[1].options.freshConnection).toBe(true);
  });

  it('goes on where a request throws instead of failing', async () => {
    const { elector, client, clock } = scene();
    const failed: unknown[] = [];
    elector.on('requestFailed', error => failed.push(error));
    const cause = (client.thrown = new TypeError('oops'));
    await elector.start();
    await nextTurn();
    expect(failed).toEqual([expect.objectContaining({ code: 'network', verb: 'get', cause })]);
    client.thrown = undefined;
    await clock.advance(2_000);
    expect(client.pending).toBe('get');
  });

  it('ends a term in time where a request throws, and a watch', async () => {
    const { elector, client, clock } = await leading();
    const { signal } = elector.term!;
    client.thrown = new TypeError('oops');
    await clock.advance(15_000);
    expect(signal.aborted).toBe(true);
    await clock.advance(60_000);
    client.thrown = undefined;
    await clock.advance(2_000);
    expect(client.pending).toBe('get');
  });

  it('takes a watch that throws for one that cannot be opened', async () => {
    const { elector, client, clock } = scene();
    const failed: unknown[] = [];
    elector.on('requestFailed', error => failed.push(error));
    await elector.start();
    const cause = (client.thrown = new TypeError('oops'));
    client.answer(lease());
    await nextTurn();
    expect(failed).toEqual([expect.objectContaining({ code: 'network', verb: 'watch', cause })]);
    client.thrown = undefined;
    await clock.advance(2_000);
    client.answer(lease());
    await nextTurn();
    expect(client.watches).toHaveLength(1);
  });

  it('is deaf to answers that come after a term was over and the election stopped', async () => {
    const { elector, client, clock } = await leading();
    await clock.advance(10_000);
    clock.freeze(5_000);
    expect(elector.isLeader).toBe(false);
    const stopping = elector.stop();
    await clock.advance(60_000);
    await stopping;
    const sent = client.requests.length;
    client.accept(12);
    await nextTurn();
    expect(client.requests).toHaveLength(sent);
    expect(clock.pendingTimers).toBe(0);
  });
});
