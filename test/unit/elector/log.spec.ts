import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { CandidateElector } from '../../../lib/core/elector/candidate-elector.js';
import { RecordingLogger } from '../../support/recording-logger.js';
import { following, leading, lease, nextTurn, options, scene } from './started-elector.js';

describe('The log of an elector', () => {
  it('says who leads, and why this process does so no longer', async () => {
    const { elector, client, logger } = await leading();
    client.watching.observer.onEvent({ type: 'MODIFIED', lease: lease({}, 12) });
    await elector.stop();
    expect(logger.lines).toEqual([
      'log Lease "billing": this process ("me") leads, fencing token 11: nobody held the lease.',
      'log Lease "billing": "me" leads.',
      'warn Lease "billing": this process no longer leads: it was seen to name somebody else, or nobody.',
      'log Lease "billing": "other" leads.',
    ]);
  });

  it('says why this process leads: whose lease it has taken', async () => {
    const released = await following();
    released.client.watching.observer.onEvent({
      type: 'MODIFIED',
      lease: lease({ holderIdentity: '', leaseDurationSeconds: 1 }, 11),
    });
    await released.clock.advance(100);
    released.client.accept(12);
    await nextTurn();
    expect(released.logger.of('log')).toContain(
      'log Lease "billing": this process ("me") leads, fencing token 12: "other" holds the lease no longer.',
    );

    const expired = await following();
    await expired.clock.advance(25_000);
    while (expired.client.pending === 'get') expired.client.answer(lease({}, 10));
    await expired.clock.advance(100);
    expired.client.accept(11);
    await nextTurn();
    expect(expired.logger.of('log')).toContain(
      'log Lease "billing": this process ("me") leads, fencing token 11: "other" did not renew the lease.',
    );

    const logger = new RecordingLogger();
    const alone = new CandidateElector({ ...options, connection: 'none', logger });
    await alone.start();
    await alone.stop();
    expect(logger.of('log')).toContain(
      'log Lease "billing": this process ("me") leads, fencing token 0: it asks no API server.',
    );
  });

  it('tells of a proxy that holds watches back: when it begins, and when it is over', async () => {
    const { client, clock, logger } = await following();
    const renewed = (version: number) => lease({ renewTime: `renewal ${version}` }, version);
    /** Nothing comes over the watch until the lease seems to have run out. */
    const findsSilence = async (version: number) => {
      while (client.pending !== 'update') await clock.advance(1_000);
      client.fails('conflict');
      await clock.advance(0);
      client.answer(renewed(version));
      await clock.advance(0);
      client.watching.observer.onOpen();
    };
    await findsSilence(11);
    await findsSilence(12);
    expect(logger.of('warn')).toEqual([
      'warn Lease "billing": two watches in a row were opened and told nothing of its changes. A proxy in front of the API ' +
        'server may hold answers back (response buffering): have it pass them on as they come. Until then this process ' +
        'also reads the lease while a renewal is overdue, and a handover may take 12 s.',
    ]);
    for (const version of [13, 14, 15, 16, 17, 18]) {
      await clock.advance(5_000);
      client.watching.observer.onEvent({ type: 'MODIFIED', lease: renewed(version) });
    }
    await clock.advance(0);
    expect(logger.of('log').at(-1)).toBe('log Lease "billing": its watch tells of every change again.');
  });

  it('tells a predecessor of the same identity from this process, and so does `holder`', async () => {
    const { elector, client, logger, clock } = scene();
    const told: unknown[] = [];
    elector.on('leaderChanged', (...change) => told.push(change));
    await elector.start();
    client.answer(lease({ holderIdentity: 'me' }, 10));
    await nextTurn();
    expect([elector.holder, elector.isLeader]).toEqual(['me (not this process)', false]);
    expect(logger.of('log')).toEqual(['log Lease "billing": "me (not this process)" leads.']);
    await clock.advance(20_100);
    while (client.pending === 'get') client.answer(lease({ holderIdentity: 'me' }, 10));
    await clock.advance(100);
    client.accept(11);
    await nextTurn();
    expect([elector.holder, elector.isLeader]).toEqual(['me', true]);
    expect(told).toEqual([
      ['me (not this process)', undefined],
      ['me', 'me (not this process)'],
    ]);
  });

  it('begins with what is to be said of the defaults, once', async () => {
    const note = { level: 'warn', message: 'no Kubernetes here' } as const;
    const { elector, logger } = scene({ startNotes: [note] });
    for (let round = 0; round < 2; round++) {
      await elector.start();
      await elector.stop();
    }
    expect(logger.lines).toEqual(['warn no Kubernetes here']);
  });

  it('says what a step has decided when its request has been sent, or when the process ends', async () => {
    for (const goesOn of [() => nextTurn(), (elector: CandidateElector) => elector.latch()]) {
      const { elector, client, logger } = await leading();
      const earlier = logger.lines.length;
      void elector.stop();
      expect(client.pending).toBe('update');
      expect(logger.lines).toHaveLength(earlier);
      await goesOn(elector);
      expect(logger.lines.slice(earlier)).toEqual([
        'log Lease "billing": giving up leadership (shutdown).',
        'log Lease "billing": this process no longer leads: this process is stopping.',
      ]);
    }
  });

  it('does not warn of an end that was asked for', async () => {
    const { elector, client, logger } = await leading();
    const steppingDown = elector.stepDown({ cooldown: 0 });
    client.accept(12);
    await steppingDown;
    await nextTurn();
    client.accept(13);
    await nextTurn();
    void elector.stop();
    await nextTurn();
    expect(logger.of('warn')).toEqual([]);
    expect(logger.of('log')).toEqual(
      expect.arrayContaining([
        'log Lease "billing": giving up leadership (stepDown).',
        'log Lease "billing": this process no longer leads: this process stepped down.',
        'log Lease "billing": nobody leads.',
        'log Lease "billing": giving up leadership (shutdown).',
        'log Lease "billing": this process no longer leads: this process is stopping.',
      ]),
    );
  });

  it.each([
    [
      'deadline',
      'it was not renewed in time: this process stood still for 5 s (it was paused, or its event loop blocked)',
    ],
    ['deleted', 'it was deleted'],
  ])('says so where the reason was: %s', async (code, words) => {
    const { client, logger, clock, elector } = await leading();
    if (code === 'deadline') clock.freeze(15_000);
    else client.watching.observer.onEvent({ type: 'DELETED', lease: lease({}, 12) });
    expect(elector.isLeader).toBe(false);
    expect(logger.of('warn')).toEqual([`warn Lease "billing": this process no longer leads: ${words}.`]);
  });

  describe('of a term that was lost by its deadline says whose fault it was:', () => {
    /** What the log gives as the reason. */
    async function reason(happens: (led: Awaited<ReturnType<typeof leading>>) => Promise<void>): Promise<string> {
      const led = await leading();
      await happens(led);
      expect(led.elector.isLeader).toBe(false);
      const [, why] = /not renewed in time: (.*)\.$/.exec(led.logger.of('warn').at(-1) ?? '') ?? [];
      return why;
    }

    it('the API server, which did not answer', async () => {
      expect(await reason(({ clock }) => clock.advance(15_000))).toBe('the API server did not answer for 5 s');
    });

    it('the API server, which failed', async () => {
      const why = await reason(async ({ client, clock }) => {
        for (let second = 0; second < 15; second++) {
          await clock.advance(1_000);
          if (client.pending) client.fails('server');
        }
      });
      expect(why).toMatch(/^\d+ requests failed \(server\)$/);
    });

    it('this process, which was paused while a renewal was under way', async () => {
      const why = await reason(async ({ clock }) => {
        await clock.advance(10_500);
        clock.freeze(30_000);
      });
      expect(why).toMatch(/^this process stood still for 2\d(\.\d)? s \(it was paused, or its event loop blocked\)/);
    });

    it('the machine, which slept', async () => {
      const why = await reason(async ({ clock }) => clock.suspend(60_000));
      expect(why).toBe('the machine slept for 1 min, or its wall clock was set ahead');
    });

    it('somebody who set the wall clock', async () => {
      expect(await reason(async ({ clock }) => clock.jumpWall(3_600_000))).toMatch(/^the machine slept for 1 h, or /);
    });
  });

  it('warns of an API server that is too slow for the timings, and says when it is in time again', async () => {
    const { client, clock, logger } = await following();
    // A take may take renewDeadline, 15 s.
    client.watching.observer.onEvent({
      type: 'MODIFIED',
      lease: lease({ holderIdentity: '', leaseDurationSeconds: 1 }, 11),
    });
    await clock.advance(8_200);
    client.accept(12);
    await clock.advance(0);
    expect(logger.of('warn')).toEqual([
      'warn Lease "billing": the API server took 8.2 s for a write. Above half of `renewDeadline`, 7.5 s, leaders lose their ' +
        'terms. Find out what makes it slow (an admission webhook that does not answer, a busy etcd), or set a longer ' +
        '`leaseDuration`.',
    ]);
    while (client.pending !== 'update') {
      if (client.pending === 'get') client.answer(lease({ ...client.requests[1].lease?.spec }, 12));
      await clock.advance(100);
    }
    await clock.advance(200);
    client.accept(13);
    await clock.advance(0);
    expect(logger.of('log').at(-1)).toMatch(/the API server answers writes in time again \(200 ms\)\.$/);
  });

  it("says until when another's long claim is waited out, and how to end that", async () => {
    const { client, clock, logger } = await following();
    client.watching.observer.onEvent({ type: 'MODIFIED', lease: lease({ leaseDurationSeconds: 3_600 }, 11) });
    await clock.advance(20_000);
    const until = new Date(clock.wall() + 3_580_000).toISOString().slice(0, 19).replace('T', ' ');
    expect(logger.of('warn')).toEqual([
      'warn Lease "billing": "other" has not renewed it for 20 s, but has taken it for longer: this process waits until ' +
        `about ${until} UTC. If you know that "other" does not run any more, end the wait:\nkubectl -n jobs patch lease ` +
        `billing --type merge -p '{"spec":{"holderIdentity":"","leaseDurationSeconds":1}}'`,
    ]);
  });

  it('tells of a failing API server once at the begin and once at the end', async () => {
    const { elector, client, logger, clock } = scene();
    await elector.start();
    for (let retry = 0; retry < 10; retry++) {
      client.fails('network');
      await clock.advance(2_000);
    }
    expect(logger.lines).toEqual([
      'warn get lease jobs/billing: network\nIt is tried again, in the background, until it works.',
    ]);
    client.answer(lease());
    await nextTurn();
    expect(logger.lines.slice(1)).toEqual([
      'log get lease jobs/billing: works again',
      'log Lease "billing": "other" leads.',
    ]);
    await clock.advance(2_000);
    client.answer(lease());
    await nextTurn();
    expect(logger.lines).toHaveLength(3);
  });

  it('tells of another failure, and of the same one after it had worked', async () => {
    const { elector, client, logger, clock } = scene();
    await elector.start();
    for (const code of ['network', 'server', 'server', 'notFound'] as const) {
      client.fails(code);
      await clock.advance(2_000);
    }
    expect(logger.of('warn').map(line => line.split('\n')[0])).toEqual([
      'warn get lease jobs/billing: network',
      'warn get lease jobs/billing: server',
    ]);
    expect(logger.of('log')).toEqual(['log get lease jobs/billing: works again']);
  });

  it('takes a lost race for a sign that writing works', async () => {
    const { client, logger, clock } = await leading();
    await clock.advance(10_000);
    client.fails('server');
    await nextTurn();
    client.answer(lease({ ...client.requests[1].lease!.spec }, 11));
    await nextTurn();
    client.fails('conflict');
    await nextTurn();
    expect(logger.of('log')).toContain('log update lease jobs/billing: works again');
  });

  it('ends a failure to create the lease where it is there after all and this process leads', async () => {
    const { elector, client, logger, clock } = scene();
    await elector.start();
    client.fails('notFound');
    await nextTurn();
    client.fails('server');
    await clock.advance(1_000);
    client.answer(lease({ holderIdentity: '', leaseDurationSeconds: 1 }, 10));
    await clock.advance(1_000);
    client.accept(11);
    await nextTurn();
    expect(elector.isLeader).toBe(true);
    expect(logger.of('warn')).toEqual([expect.stringContaining('warn create lease jobs/billing: server')]);
    expect(logger.of('log')).toContain('log create lease jobs/billing: not needed any more, "me" leads');
  });

  it('prints, where it is forbidden, the Role that an election needs', async () => {
    const { elector, client, logger } = scene();
    await elector.start();
    client.fails('forbidden');
    await nextTurn();
    const [warning] = logger.of('warn');
    const role = parse(warning.slice(warning.indexOf('apiVersion:'))) as Record<string, unknown>;
    expect(role).toEqual({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'billing-leader-election', namespace: 'jobs' },
      rules: [
        {
          apiGroups: ['coordination.k8s.io'],
          resources: ['leases'],
          resourceNames: ['billing'],
          verbs: ['get', 'watch', 'update'],
        },
        { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
      ],
    });
  });

  it.each([
    [
      'leases.coordination.k8s.io is forbidden: User "system:anonymous" cannot create resource "leases" in API group ' +
        '"coordination.k8s.io" in the namespace "jobs"',
      /takes this process for an anonymous user: it was sent no credentials/,
    ],
    [
      'leases.coordination.k8s.io "billing" is forbidden: unable to create new content in namespace jobs because it is being terminated',
      /The namespace jobs is being deleted/,
    ],
    [
      'leases.coordination.k8s.io "billing" is forbidden: exceeded quota: few, requested: count/leases.coordination.k8s.io=1, ' +
        'used: count/leases.coordination.k8s.io=1, limited: count/leases.coordination.k8s.io=1',
      /A ResourceQuota of the namespace jobs allows no further Lease/,
    ],
    [
      'admission webhook "policy.example" denied the request: no owner label',
      /A Role would not help: an admission policy/,
    ],
    [
      'no permission for leases.coordination.k8s.io (without further explanation)',
      /or a proxy in front of the API server/,
    ],
  ])('prints no Role where it is not RBAC that forbids it: %s', async (message, advice) => {
    const { elector, client, logger } = scene();
    await elector.start();
    client.isTold('forbidden', `403 Forbidden: ${message}`);
    await nextTurn();
    const [warning] = logger.of('warn');
    expect(warning).toMatch(advice);
    expect(warning).not.toContain('kind: Role');
  });

  it('asks, where it is not known, for the credentials', async () => {
    const { elector, client, logger } = scene();
    await elector.start();
    client.fails('unauthorized');
    await nextTurn();
    expect(logger.of('warn')[0]).toContain(
      'The API server refuses the credentials. If this pod was force-deleted, its token',
    );
  });

  it('tells of a failing watch as of a failing request, but not of one whose version is too old', async () => {
    const { client, logger, clock } = await following();
    const openAnother = async () => {
      await clock.advance(2_000);
      if (client.pending) client.answer(lease());
      await clock.advance(2_000);
      if (client.pending) client.answer(lease());
      await nextTurn();
    };
    client.endWatch();
    expect(logger.of('warn')).toEqual([]);
    await openAnother();
    client.endWatch('forbidden');
    expect(logger.of('warn')).toHaveLength(1);
    expect(logger.of('warn')[0]).toContain("verbs: ['get', 'watch', 'update']");
    await openAnother();
    client.watching.observer.onEvent({ type: 'BOOKMARK', resourceVersion: '20' });
    expect(logger.of('log')).toContain('log watch lease jobs/billing: works again');
    client.endWatch('gone');
    expect(logger.of('warn')).toHaveLength(1);
  });

  it('does not warn of a watch that is cut after minutes, as load balancers do with what is idle', async () => {
    const { client, logger, clock } = await following();
    let version = 10;
    const othersRenew = async () => {
      for (let renewal = 0; renewal < 24; renewal++) {
        await clock.advance(10_000);
        const renewTime = `2030-01-01T00:00:00.${String(++version).padStart(6, '0')}Z`;
        client.watching.observer.onEvent({ type: 'MODIFIED', lease: lease({ renewTime }, version) });
      }
    };
    for (let cut = 0; cut < 3; cut++) {
      await othersRenew();
      client.endWatch('network');
      await clock.advance(0);
      client.watching.observer.onOpen();
    }
    expect([logger.of('warn'), client.watches.length]).toEqual([[], 4]);
    client.endWatch('network');
    expect(logger.of('warn')).toHaveLength(1);
  });

  it('begins anew after a stop', async () => {
    const { elector, client, logger } = scene();
    for (let round = 1; round <= 2; round++) {
      await elector.start();
      client.fails('network');
      await nextTurn();
      await elector.stop();
      expect(logger.of('warn')).toHaveLength(round);
    }
  });

  it('says it loudly, once, where another process renews under the same identity', async () => {
    const { client, logger } = await following();
    for (let renewal = 1; renewal <= 3; renewal++) {
      const record = lease({ holderIdentity: 'me', renewTime: `2030-01-01T00:00:0${renewal}.000000Z` }, 10 + renewal);
      client.watching.observer.onEvent({ type: 'MODIFIED', lease: record });
    }
    expect(logger.of('error')).toEqual([
      'error Lease "billing": another process renews it as "me", which is this process\'s identity too. ' +
        'Give every replica an identity of its own, such as the name of its pod.',
    ]);
  });
});
