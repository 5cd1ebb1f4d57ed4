import { type EventEmitter } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CandidateElector } from '../../../lib/core/elector/candidate-elector.js';
import { type LeadershipTerm } from '../../../lib/core/elector/leadership-term.js';
import { type ResolvedElectorOptions } from '../../../lib/core/elector/options/elector-options.js';
import { ManualClock } from '../../../lib/testing/manual-clock.js';
import { type Lease, type LeaseSpec } from '../../../lib/core/record/lease.js';
import { ScriptedLeaseClient } from './scripted-lease-client.js';
import { nowhere } from '../../simulation/world/nowhere.js';
import { RecordingLogger } from '../../support/recording-logger.js';

export const options: Omit<ResolvedElectorOptions, 'logger'> = {
  leaseName: 'billing',
  namespace: 'jobs',
  identity: 'me',
  connection: 'in-cluster',
  eligible: true,
  renewInterval: 10_000,
  leaseDuration: 20_000,
  renewDeadline: 15_000,
  retryInterval: 2_000,
  drainTimeout: 10_000,
  abortGrace: 1_000,
  releaseTimeout: 3_000,
  serverClockMargin: 2_000,
  waitForLeader: 0,
  autoClose: false,
  releaseOnExit: true,
};

export interface Scene {
  readonly elector: CandidateElector;
  readonly client: ScriptedLeaseClient;
  readonly clock: ManualClock;
  readonly logger: RecordingLogger;
}

/** An elector whose clock, API server and chance are a test's. */
export function scene(overrides: Partial<ResolvedElectorOptions> = {}): Scene {
  const client = new ScriptedLeaseClient();
  const clock = new ManualClock();
  const logger = new RecordingLogger();
  const dependencies = { client, clock, random: () => 0, presence: nowhere };
  const elector = new CandidateElector({ ...options, logger, ...overrides }, dependencies);
  return { elector, client, clock, logger };
}

/** The same, started, and told that nobody holds the lease: it leads, with the token 11. */
export async function leading(
  overrides: Partial<ResolvedElectorOptions> = {},
): Promise<Scene & { term: LeadershipTerm }> {
  const started = scene(overrides);
  const { elector, client } = started;
  await elector.start();
  client.answer(lease({ holderIdentity: '', leaseDurationSeconds: 1 }, 10));
  await nextTurn();
  client.accept(11);
  await nextTurn();
  client.watching.observer.onOpen();
  return { ...started, term: elector.assertLeader() };
}

/** Started, and told that somebody else leads. */
export async function following(overrides: Partial<ResolvedElectorOptions> = {}): Promise<Scene> {
  const started = scene(overrides);
  await started.elector.start();
  started.client.answer(lease({}, 10));
  await nextTurn();
  started.client.watching.observer.onOpen();
  return started;
}

export function lease(spec: Partial<LeaseSpec> = {}, version = 10): Lease {
  return {
    metadata: { name: 'billing', namespace: 'jobs', uid: 'uid-1', resourceVersion: String(version) },
    spec: {
      holderIdentity: 'other',
      leaseDurationSeconds: 20,
      acquireTime: '2029-12-31T23:00:00.123456Z',
      renewTime: '2029-12-31T23:59:59.000000Z',
      leaseTransitions: 3,
      ...spec,
    },
  };
}

/** For `once` of node:events, whose types ask for a whole emitter: an elector does not let others emit. */
export function asEmitter(elector: CandidateElector): EventEmitter {
  return elector as unknown as EventEmitter;
}

export { nextTurn };
