import { describe, expect, it } from '@jest/globals';
import { type Finding } from '../../../lib/cli/doctor/finding.js';
import { systemClock } from '../../../lib/core/clock/clock.js';
import { CliWorld } from './lease-api.js';

describe('doctor', () => {
  const world = new CliWorld();
  const { api } = world;

  const findings = (...argv: string[]) => world.json<Finding[]>('doctor', '--lease', 'billing', ...argv);
  const problems = async (...argv: string[]) => (await findings(...argv)).filter(({ level }) => level === 'problem');

  it('finds nothing wrong with a lease that is led', async () => {
    await world.leader('pod-a');
    const { code, out } = await world.run(['doctor', '--lease', 'billing']);
    expect([code, out]).toEqual([0, expect.stringContaining('ok       pod-a leads, and has renewed the lease ')]);
    expect(out).toMatch(/^ok {7}The API server answers \(v1\.36\./);
    expect(out).toMatch(/ok {7}A read takes .*, a write .* \(the slowest of 5 and 3\)\./);
    expect(out).toContain('within the second that its answers tell.');
  });

  it('changes nothing', async () => {
    const leader = await world.leader('pod-a', { leaseDuration: '1h' });
    const { resourceVersion } = api;
    await findings();
    expect([api.resourceVersion, leader.isLeader]).toEqual([resourceVersion, true]);
    await leader.stop();
    api.leases.delete('billing');
    expect(await problems()).toEqual([]);
    expect(api.leases.get('billing')).toBeUndefined();
  });

  it('tells that nobody leads, and since when', async () => {
    const leader = await world.leader('pod-a');
    await leader.stop();
    const { code, out } = await world.run(['doctor', '--lease', 'billing']);
    expect(code).toBe(1);
    expect(out).toMatch(/problem {2}Nobody leads: the last leader has released the lease .* ago\.\n {9}See whether/);
  });

  it('tells of a holder of another program, and of an edit', async () => {
    const spec = { holderIdentity: 'other', leaseDurationSeconds: 20, renewTime: '2030-01-01T00:00:00.000000Z' };
    api.leases.put({ metadata: { name: 'billing' }, spec });
    expect(await problems()).toMatchObject([
      { text: expect.stringMatching(/^Another program renews the lease: administrator/) },
    ]);

    api.leases.delete('billing');
    await world.leader('pod-a');
    api.leases.edit('billing', lease => void (lease.spec = { ...lease.spec, strategy: 'OldestEmulationVersion' }));
    expect(await findings()).toContainEqual(
      expect.objectContaining({
        level: 'note',
        text: expect.stringContaining('administrator has written strategy of the lease'),
      }),
    );
  });

  it('tells of a write that is too slow for the timings', async () => {
    await world.leader('pod-a', { leaseDuration: '1h' });
    expect(await problems()).toEqual([]);
    expect(await problems('--lease-duration', '1ms')).toMatchObject([
      {
        text: expect.stringContaining('A leader will lose its lease'),
        advice: expect.stringContaining('leaseDuration'),
      },
    ]);
  });

  it("tells how far this machine's clock is from the server's, which is not the pods'", async () => {
    await world.leader('pod-a');
    const clock = (wall: number) => ({ ...systemClock, wall: () => Date.now() + wall });
    const behind = await world.run(['doctor', '--lease', 'billing'], { clock: clock(-90_000) });
    expect([behind.code, behind.out]).toEqual([
      0,
      expect.stringMatching(/note {5}The clock of this machine is 1\.5 min behind/),
    ]);
  });

  it('tells of what an admission policy refuses', async () => {
    api.faults.add({ fault: 'error', status: 422, message: 'labels: team is required', verb: 'create' });
    expect(await problems()).toMatchObject([
      {
        text: expect.stringContaining('refuses to create the lease: POST '),
        advice: expect.stringContaining('labels'),
      },
    ]);
  });

  it('knows the default name', async () => {
    const { out } = await world.run(['doctor']);
    expect(out).toContain('The lease has the default name');
  });

  it('says that it cannot see permissions, pods or Deployments where the server does not tell', async () => {
    const notes = (await findings()).filter(({ level }) => level === 'note').map(({ text }) => text);
    expect(notes).toContainEqual(expect.stringMatching(/^Whether this user may use the lease is not known/));
    expect(notes).toContainEqual(expect.stringMatching(/^Deployment billing is not looked at/));
  });

  it('ends with 1 if there is no API server, and says which address', async () => {
    await api.stopListening();
    const { code, err } = await world.run(['doctor', '--lease', 'billing']);
    expect([code, err]).toEqual([1, expect.stringContaining(api.url)]);
    await api.listen();
  });
});
