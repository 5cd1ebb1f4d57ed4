import { describe, expect, it } from '@jest/globals';
import { type Elector } from '../../../lib/core/index.js';
import { CliWorld } from './lease-api.js';

const prefix = 'ticks.nestjs-kubernetes-leader/';

describe('jobs', () => {
  const world = new CliWorld();
  const { api } = world;

  const annotations = () => api.leases.get('billing')?.metadata.annotations ?? {};
  const keysOfJobs = () => Object.keys(annotations()).filter(key => key.includes(prefix));

  async function leaderWith(...jobs: string[]): Promise<Elector> {
    const leader = await world.leader('pod-a');
    for (const job of jobs) await leader.runOnce(job, new Date('2026-01-01T00:00:00Z'), () => {});
    return leader;
  }

  it('lists the jobs of a lease', async () => {
    await leaderWith('invoices', 'mail');
    const { code, out } = await world.run(['jobs', 'billing']);
    expect(code).toBe(0);
    expect(out).toMatch(/^JOB +LAST TICK +OUTCOME +NEXT TICK\ninvoices +2026-01-01T00:00:00Z +.*\nmail /);
    expect(await world.json('jobs', 'billing')).toMatchObject([{ name: 'invoices' }, { name: 'mail' }]);
  });

  it('pauses a job, says why in the lease, and resumes it; all else in the lease stays as it is', async () => {
    await leaderWith('invoices');
    const before = api.leases.get('billing')!.spec;
    const paused = await world.run(['jobs', 'billing', 'pause', 'invoices', '--reason', 'the printer is broken']);
    expect(paused).toMatchObject({ code: 0, out: expect.stringContaining('is paused: the printer is broken.') });
    expect(annotations()[`pause.${prefix}invoices`]).toBe('the printer is broken');
    expect((await world.run(['jobs', 'billing'])).out).toContain('paused: the printer is broken');

    expect(await world.run(['jobs', 'billing', 'resume', 'invoices'])).toMatchObject({ code: 0 });
    expect(keysOfJobs()).toEqual([`${prefix}invoices`]);
    const { holderIdentity, acquireTime } = api.leases.get('billing')!.spec!;
    expect({ holderIdentity, acquireTime }).toEqual({
      holderIdentity: before!.holderIdentity,
      acquireTime: before!.acquireTime,
    });
  });

  it('has a job run once, and says if nobody is there to run it', async () => {
    const leader = await leaderWith('invoices');
    const now = await world.run(['jobs', 'billing', 'run', 'invoices']);
    expect(now).toMatchObject({ code: 0, out: 'The job "invoices" will run once, now.\n' });
    expect(Date.parse(annotations()[`run.${prefix}invoices`])).not.toBeNaN();
    await leader.stop();
    const later = await world.run(['jobs', 'billing', 'run', 'invoices']);
    expect(later.out).toContain('Nobody leads the lease "billing" now');
  });

  it('refuses a job that nobody has, and names those there are', async () => {
    await leaderWith('invoices');
    const refused = await world.run(['jobs', 'billing', 'pause', 'invoice']);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain('has no job "invoice"; its jobs are "invoices".');
    expect(keysOfJobs()).toEqual([`${prefix}invoices`]);
  });

  it('says so if there is no job, or no such lease', async () => {
    await world.leader('pod-a');
    expect(await world.run(['jobs', 'billing'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('has no jobs'),
    });
    expect(await world.run(['jobs', 'billing', 'run', 'x'])).toMatchObject({ code: 1 });
    expect(await world.run(['jobs', 'other'])).toMatchObject({ code: 1, err: expect.stringContaining('not found') });
  });

  it.each([
    [['jobs'], 'The name of the lease is missing.'],
    [['jobs', 'billing', 'pause'], 'The name of the job is missing.'],
    [['jobs', 'billing', 'stop', 'invoices'], 'Expected pause, resume, run after the lease, got "stop".'],
    [['jobs', 'billing', 'run', 'invoices', '--reason', 'x'], '--reason is for pause.'],
  ])('refuses %j', async (argv, message) => {
    expect(await world.run(argv)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(message) });
  });
});
