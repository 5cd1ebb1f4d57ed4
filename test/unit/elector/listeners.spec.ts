import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { AsyncLocalStorage } from 'node:async_hooks';
import { CandidateElector } from '../../../lib/core/elector/candidate-elector.js';
import { silentLogger } from '../../../lib/core/elector/logger.js';
import { lease, nextTurn, options, scene } from './started-elector.js';

const free = () => lease({ holderIdentity: '', leaseDurationSeconds: 1 });

describe('A listener that throws', () => {
  it('keeps no other from being told, and is named in the log', async () => {
    const { elector, client, logger } = scene();
    const told: string[] = [];
    elector.on('acquired', function openQueue() {
      throw new Error('no queue');
    });
    elector.on('lost', function closeQueue() {
      throw new Error('no queue');
    });
    elector.once('lost', function reportOnce() {
      throw new Error('no report');
    });
    elector.on('acquired', () => told.push('acquired'));
    elector.on('lost', () => told.push('lost'));
    elector.onFirst('lost', () => told.unshift('ours first'));
    await elector.start();
    client.answer(free());
    await nextTurn();
    client.accept(11);
    await nextTurn();
    client.watching.observer.onEvent({ type: 'MODIFIED', lease: lease({}, 13) });
    expect(told).toEqual(['ours first', 'acquired', 'lost']);
    expect(logger.of('error')).toEqual([
      'error Lease "billing": the listener openQueue() for "acquired" threw.',
      'error Lease "billing": the listener closeQueue() for "lost" threw.',
      'error Lease "billing": the listener reportOnce() for "lost" threw.',
    ]);
  });
});

describe('Eleven listeners', () => {
  const warnings = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
  afterEach(() => {
    warnings.mockClear();
  });

  it('print no leak warning', () => {
    const { elector } = scene();
    for (let i = 0; i < 11; i++) elector.on('lost', () => {});
    expect(elector.listenerCount('lost')).toBe(11);
    expect(warnings).not.toHaveBeenCalled();
  });
});

describe('The election has a context of its own', () => {
  const request = new AsyncLocalStorage<string>();

  it.each([
    ['stepDown', (elector: CandidateElector) => elector.stepDown({ cooldown: 100 })],
    ['stop and start', (elector: CandidateElector) => elector.stop().then(() => elector.start())],
    ['waitForLeadership', (elector: CandidateElector) => elector.waitForLeadership()],
    ['run', (elector: CandidateElector) => elector.run(() => {})],
  ])('though a request called %s: timers, events and handlers do not carry it', async (_, call) => {
    const elector = new CandidateElector({ ...options, connection: 'none', logger: silentLogger });
    const seen: (string | undefined)[] = [];
    for (const event of ['acquired', 'lost', 'leaderChanged'] as const)
      elector.on(event, () => seen.push(request.getStore()));
    await elector.start();
    await request.run('of a user', () => call(elector));
    await elector.waitForLeadership();
    await elector.stop();
    expect(seen.length).toBeGreaterThan(1);
    expect(new Set(seen)).toEqual(new Set([undefined]));
  });
});
