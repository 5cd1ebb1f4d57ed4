import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { HealthIndicatorService } from '@nestjs/terminus';
import { type ElectionHealth } from '../../../lib/core/elector/election-health.js';
import { type LeaderService } from '../../../lib/index.js';
import { LeaderHealthIndicator } from '../../../lib/terminus/index.js';
import { leadingStub } from '../../../lib/testing/index.js';

const well: ElectionHealth = {
  sinceRenewal: undefined,
  untilDeadline: undefined,
  sinceContact: 100,
  leaderlessFor: 0,
  lingeringFor: 0,
  runs: 0,
  refused: [],
  leaseDuration: 20_000,
};

function leaderWith(health: Partial<ElectionHealth>, more: Partial<LeaderService> = {}): LeaderService {
  const others = {
    leaseName: 'billing',
    identity: 'pod-a',
    holder: 'pod-b',
    isLeader: false,
    term: undefined,
    ...more,
  };
  return { ...others, health: { ...well, ...health } } as LeaderService;
}

const indicators = new HealthIndicatorService();

function check(leader: LeaderService, options = {}) {
  return new LeaderHealthIndicator(leader, indicators).isHealthy('leader', options).leader as Record<string, unknown>;
}

/** terminus 12 has it, 11 has not. */
const degraded = 'degraded' in indicators.check('any') ? 'degraded' : 'up';

describe('LeaderHealthIndicator', () => {
  it('is up for a leader, and tells its term', () => {
    const leader = leadingStub({ leaseName: 'billing', identity: 'pod-a', fencingToken: 7n });
    expect(check(leader)).toEqual({
      status: 'up',
      role: 'leader',
      holder: 'pod-a',
      sinceRenewal: 0,
      sinceContact: 0,
      term: leader.term!.toJSON(),
    });
    expect(() => JSON.stringify(check(leader))).not.toThrow();
  });

  it('is up for a follower, and tells who leads', () => {
    expect(check(leaderWith({}))).toMatchObject({ status: 'up', role: 'follower', holder: 'pod-b', sinceContact: 100 });
  });

  it('is down if this process holds the lease and has not renewed it for a leaseDuration', () => {
    const held = { holder: 'pod-a' };
    expect(check(leaderWith({ sinceRenewal: 19_999 }, held))).toMatchObject({ status: 'up' });
    const message = 'this process holds the lease "billing", and has not renewed it for 20 s';
    expect(check(leaderWith({ sinceRenewal: 20_000 }, held))).toMatchObject({ status: 'down', message });
    expect(check(leaderWith({ sinceRenewal: 20_000 }))).toMatchObject({ status: 'up', holder: 'pod-b' });
  });

  it('is down if work that never ends keeps it out of the election', () => {
    expect(check(leaderWith({ lingeringFor: 19_999 }))).toMatchObject({ status: 'up' });
    expect(check(leaderWith({ lingeringFor: 20_000 }))).toMatchObject({
      status: 'down',
      message: 'work of a term that is over has kept this process from the lease "billing" for 20 s',
    });
  });

  it('is down if the API server is silent for maxSilence, and never unless that is set', () => {
    const leader = leaderWith({ sinceContact: 300_001 });
    expect(check(leader)).toMatchObject({ status: 'up' });
    expect(check(leader, { maxSilence: '6m' })).toMatchObject({ status: 'up' });
    const message = 'the API server has said nothing for 5 min';
    expect(check(leader, { maxSilence: '5m' })).toMatchObject({ status: 'down', message });
  });

  it('is degraded if nobody has led for three leases', () => {
    expect(check(leaderWith({ leaderlessFor: 59_999 }))).toMatchObject({ status: 'up' });
    const message = 'nobody has led the lease "billing" for 1 min';
    expect(check(leaderWith({ leaderlessFor: 60_000 }))).toMatchObject({ status: degraded, message });
  });

  it('is degraded if the API server refuses it', () => {
    const message = 'the API server refuses to get, watch the lease "billing" (403)';
    expect(check(leaderWith({ refused: ['get', 'watch'] }))).toMatchObject({ status: degraded, message });
  });

  it('asks about another lease if it is given one', () => {
    const reports = leaderWith({}, { holder: 'pod-c' });
    expect(check(leaderWith({}), { leader: reports })).toMatchObject({ holder: 'pod-c' });
  });

  it.each([['1m'], [1000], ['soon']])('refuses a maxSilence of %p', maxSilence => {
    expect(() => check(leaderWith({}), { maxSilence })).toThrow(
      /Expected `maxSilence` to be a duration of more than a minute/,
    );
  });
});
