import { describe, expect, it } from '@jest/globals';
import { CliWorld } from './lease-api.js';

describe('step-down', () => {
  const world = new CliWorld();
  const { api } = world;

  const holder = () => api.leases.get('billing')?.spec?.holderIdentity;

  async function follower(identity: string) {
    const elector = world.elector(identity);
    await elector.start();
    return elector;
  }

  it('has the leader finish its work and hand over, and says who leads', async () => {
    const leader = await world.leader('pod-a');
    await follower('pod-b');
    const reasons: string[] = [];
    leader.on('lost', (_term, { code }) => void reasons.push(code));
    const { code, out, err } = await world.run(['step-down', 'billing', '--wait', '30s']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^Asked pod-a to finish its work and hand over\.\npod-b leads now, .* after you asked\.\n$/);
    expect([holder(), leader.isLeader, reasons]).toEqual(['pod-b', false, ['stepDown']]);
  });

  it('hands over to the one that is named', async () => {
    await world.leader('pod-a');
    await Promise.all(['pod-b', 'pod-c', 'pod-d'].map(follower));
    const { code, out } = await world.run(['step-down', 'billing', '--to', 'pod-c', '--wait', '30s', '--json']);
    expect([code, JSON.parse(out)]).toEqual([0, { leader: 'pod-c', after: expect.any(Number) }]);
  });

  it('only asks, without --wait', async () => {
    await world.leader('pod-a');
    const { code, out } = await world.run(['step-down', 'billing']);
    expect([code, out]).toEqual([0, 'Asked pod-a to finish its work and hand over.\n']);
  });

  it('ends with 1 if nobody takes over in time, or another one than was named', async () => {
    const answer = { holderIdentity: 'other', leaseDurationSeconds: 60, acquireTime: '2026-01-01T00:00:00.123456Z' };
    api.leases.put({ metadata: { name: 'foreign' }, spec: { ...answer, renewTime: '2030-01-01T00:00:00.000000Z' } });
    const late = await world.run(['step-down', 'foreign', '--wait', '300ms']);
    expect(late).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^Within 300 ms nobody else has taken the lease/),
    });

    await world.leader('pod-a');
    await follower('pod-b');
    const other = await world.run(['step-down', 'billing', '--to', 'pod-x', '--wait', '30s']);
    expect(other).toMatchObject({
      code: 1,
      err: 'pod-x did not take the lease: is that its identity, and does it run?\n',
    });
  });

  it('asks nobody if nobody leads, or if the one that is named leads already', async () => {
    const leader = await world.leader('pod-a');
    const version = () => api.leases.get('billing')?.metadata.resourceVersion;
    const before = version();
    expect(await world.run(['step-down', 'billing', '--to', 'pod-a'])).toMatchObject({
      code: 0,
      err: 'pod-a leads already.\n',
    });
    expect(version()).toBe(before);
    await leader.stop();
    const nobody = await world.run(['step-down', 'billing']);
    expect(nobody).toMatchObject({ code: 1, err: 'Nobody leads the lease "billing" now: it has no holder.\n' });
    expect(await world.run(['step-down', 'other'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('not found'),
    });
  });

  it('ends with Ctrl-C', async () => {
    await world.leader('pod-a');
    const user = new AbortController();
    const onOut = (out: string) => void (out.includes('Asked') && user.abort());
    expect(
      await world.run(['step-down', 'billing', '--wait', '1h'], { interrupted: user.signal, onOut }),
    ).toMatchObject({ code: 1 });
  });

  it.each([
    [['step-down'], 'The name of the lease is missing.'],
    [['step-down', 'billing', '--wait', 'long'], 'Expected --wait to be a duration such as 30s, got "long".'],
    [['step-down', 'billing', '--to', ''], '--to needs a value.'],
  ])('refuses %j', async (argv, message) => {
    expect(await world.run(argv)).toMatchObject({ code: 2, err: expect.stringContaining(message) });
  });
});
