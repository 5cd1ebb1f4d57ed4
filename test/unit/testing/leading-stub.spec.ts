import { describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { LeaderService, LeadershipLostError, NotLeaderException, OnlyLeader } from '../../../lib/index.js';
import { leadingStub } from '../../../lib/testing/index.js';

/** README's own job. */
@Injectable()
class InvoiceJobs {
  sent: bigint[] = [];

  constructor(private readonly leader: LeaderService) {}

  @OnlyLeader()
  async sendInvoices() {
    const { signal, fencingToken } = this.leader.currentRun!;
    this.sent.push(fencingToken);
    await sleep(100_000, undefined, { signal });
  }

  @OnlyLeader({ once: true })
  async tick() {
    return Promise.resolve(this.sent.push(this.leader.currentRun!.fencingToken));
  }
}

async function jobsWith(leader: LeaderService) {
  const module = await Test.createTestingModule({
    providers: [InvoiceJobs, { provide: LeaderService, useValue: leader }],
  }).compile();
  return module.get(InvoiceJobs);
}

describe('leadingStub()', () => {
  it("runs README's own job, and aborts it when it steps down", async () => {
    const leader = leadingStub({ fencingToken: 7n });
    const jobs = await jobsWith(leader);
    const working = jobs.sendInvoices();
    expect(jobs.sent).toEqual([7n]);
    await leader.stepDown();
    await expect(working).rejects.toMatchObject({ name: 'AbortError', cause: expect.any(LeadershipLostError) });
    await jobs.sendInvoices(); // skipped
    expect(jobs.sent).toEqual([7n]);
  });

  it('runs a job with `once` whenever it is called', async () => {
    const jobs = await jobsWith(leadingStub());
    await jobs.tick();
    await jobs.tick();
    expect(jobs.sent).toEqual([1n, 1n]);
  });

  it('has what a job reads, also as JSON', async () => {
    const scheduledAt = new Date(0);
    const leader = leadingStub({ leaseName: 'billing', identity: 'me', scheduledAt });
    expect(leader).toMatchObject({ isLeader: true, holder: 'me', leaseName: 'billing', namespace: 'default' });
    expect(leader.term).toBe(leader.assertLeader());
    await expect(leader.waitForLeadership()).resolves.toBe(leader.term);
    await expect(leader.run(({ fencingToken }) => fencingToken)).resolves.toBe(1n);
    await expect(leader.runOnce('job', scheduledAt, () => 'done')).resolves.toBe('done');
    expect(JSON.parse(JSON.stringify(leader.currentRun))).toEqual({
      leaseName: 'billing',
      fencingToken: '1',
      scheduledAt: '1970-01-01T00:00:00.000Z',
      attempt: 1,
    });
    expect(leader.gates()).toEqual([]);
  });

  it('tells its listeners of the end, stops what runs while it leads, and refuses from then on', async () => {
    const leader = leadingStub();
    const told: string[] = [];
    leader.on('lost', (_term, { code }) => told.push(code));
    leader.whileLeading({ start: () => told.push('start'), stop: () => told.push('stop') });
    await leader.stepDown();
    await leader.stepDown();
    await sleep(0);
    expect(told).toEqual(['start', 'stepDown', 'stop']);
    expect(leader.term).toBeUndefined();
    expect(() => leader.assertLeader()).toThrow(NotLeaderException);
    await expect(leader.run(() => {})).rejects.toThrow(NotLeaderException);
  });
});
