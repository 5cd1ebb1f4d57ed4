import { describe, expect, it } from '@jest/globals';
import { silentLogger } from '../../../lib/core/elector/logger.js';
import { type ElectorOptions } from '../../../lib/core/elector/options/elector-options.js';
import { resolveElectorOptions } from '../../../lib/core/elector/options/resolve-options.js';
import { resolveFeatureOptions } from '../../../lib/core/elector/options/resolve-feature-options.js';
import { environment, resolve } from './resolving.js';

describe('options that are left out', () => {
  it('have the documented defaults outside Kubernetes', () => {
    expect(resolve()).toEqual({
      leaseName: 'nodejs-leader-election',
      namespace: 'default',
      identity: 'elector-web-1-42-a1b2c',
      connection: 'none',
      renewInterval: 5_000,
      leaseDuration: 20_000,
      renewDeadline: 15_000,
      retryInterval: 2_000,
      drainTimeout: 10_000,
      abortGrace: 1_000,
      releaseTimeout: 3_000,
      serverClockMargin: 2_000,
      eligible: true,
      waitForLeader: 0,
      autoClose: true,
      releaseOnExit: true,
      logger: silentLogger,
      startNotes: [expect.objectContaining({ level: 'log' })],
    });
  });

  it('are the same whether absent, undefined or without any options object', () => {
    const undefinedEverywhere = Object.fromEntries(
      [...Object.keys(resolve()), 'leaseNme'].map(name => [name, undefined]),
    );

    expect(resolve(undefinedEverywhere)).toEqual(resolve());
    expect(resolve({})).toEqual(resolve());
    expect(resolve(undefined)).toEqual(resolve());
  });

  it("are the pod's own namespace and connection in a pod", () => {
    const pod = environment({ env: { KUBERNETES_SERVICE_HOST: '10.0.0.1' }, podNamespace: () => 'billing' });

    expect(resolveElectorOptions({}, pod)).toMatchObject({ namespace: 'billing', connection: 'in-cluster' });
  });

  it('are a pod’s also where its environment was cleaned, but a service account is mounted', () => {
    const pod = environment({ hasServiceAccount: () => true });
    expect(resolveElectorOptions({}, pod)).toMatchObject({ connection: 'in-cluster' });
  });

  it.each([
    ['log', {}],
    ['log', { NODE_ENV: 'test' }],
    ['warn', { NODE_ENV: 'production' }],
  ])('are told of where nothing shows Kubernetes (%s with %j)', (level, env) => {
    const message = expect.stringContaining(
      'Lease "billing": no Kubernetes here: this process leads without asking anybody',
    );
    expect(resolveElectorOptions({ leaseName: 'billing' }, environment({ env })).startNotes).toEqual([
      { level, message },
    ]);
  });

  it('are told of where they make apps compete: the name, in Kubernetes', () => {
    const pod = environment({ env: { KUBERNETES_SERVICE_HOST: '10.0.0.1' }, podNamespace: () => 'shop' });
    const message = expect.stringMatching(
      /^Lease "nodejs-leader-election" in the namespace "shop": `leaseName` was left out/,
    );
    expect(resolveElectorOptions({}, pod).startNotes).toEqual([{ level: 'warn', message }]);
  });

  it('are not told of where they are what the user has said, or of a second lease', () => {
    const pod = environment({ env: { KUBERNETES_SERVICE_HOST: '10.0.0.1' } });
    expect(resolve({ connection: 'none' }).startNotes).toBeUndefined();
    for (const leaseName of ['billing', 'nodejs-leader-election']) {
      expect(resolveElectorOptions({ leaseName }, pod).startNotes).toBeUndefined();
    }
    expect(resolveFeatureOptions({ name: 'reports' }, resolve()).startNotes).toBeUndefined();
  });

  it('log to what the environment logs to', () => {
    const defaultLogger = { ...silentLogger };

    expect(resolveElectorOptions({}, environment({ defaultLogger })).logger).toBe(defaultLogger);
  });

  it('leave nothing to ask of the environment where everything is given', () => {
    const refuse = () => {
      throw new Error('asked');
    };
    const asked = environment({ random: refuse, podNamespace: refuse });

    expect(resolveElectorOptions({ identity: 'me', namespace: 'billing' }, asked)).toMatchObject({ identity: 'me' });
  });
});

describe('timings that are left out fit those that are given', () => {
  const timings = ({ renewInterval, leaseDuration, renewDeadline, retryInterval }: ReturnType<typeof resolve>) => ({
    renewInterval,
    leaseDuration,
    renewDeadline,
    retryInterval,
  });

  it.each<[ElectorOptions, ReturnType<typeof timings>]>([
    [
      { renewInterval: '5s' },
      { renewInterval: 5_000, leaseDuration: 10_000, renewDeadline: 7_500, retryInterval: 1_250 },
    ],
    [
      { renewInterval: '1.2s' },
      { renewInterval: 1_200, leaseDuration: 3_000, renewDeadline: 2_250, retryInterval: 525 },
    ],
    [
      { renewInterval: '100ms' },
      { renewInterval: 100, leaseDuration: 2_000, renewDeadline: 1_500, retryInterval: 700 },
    ],
    [
      { leaseDuration: '6s' },
      { renewInterval: 1_500, leaseDuration: 6_000, renewDeadline: 4_500, retryInterval: 1_500 },
    ],
    [{ leaseDuration: '2s' }, { renewInterval: 500, leaseDuration: 2_000, renewDeadline: 1_500, retryInterval: 500 }],
    [
      { leaseDuration: '1m' },
      { renewInterval: 15_000, leaseDuration: 60_000, renewDeadline: 45_000, retryInterval: 2_000 },
    ],
    [
      { renewDeadline: '6s' },
      { renewInterval: 4_000, leaseDuration: 20_000, renewDeadline: 6_000, retryInterval: 1_000 },
    ],
    [
      { leaseDuration: '30s', renewDeadline: '12s', retryInterval: '1s' },
      { renewInterval: 7_500, leaseDuration: 30_000, renewDeadline: 12_000, retryInterval: 1_000 },
    ],
    [
      { leaseDuration: '168h' },
      { renewInterval: 151_200_000, leaseDuration: 604_800_000, renewDeadline: 453_600_000, retryInterval: 2_000 },
    ],
  ])('%j', (given, expected) => {
    expect(timings(resolve(given))).toEqual(expected);
  });
});

describe('options that are given', () => {
  it('are taken, with durations in milliseconds', () => {
    const logger = { log: () => {}, warn: () => {}, error: () => {} };

    expect(
      resolve({
        leaseName: 'billing.eu-1',
        namespace: 'prod',
        identity: 'billing-0 (blue)',
        connection: 'kubeconfig',
        renewInterval: '3s',
        leaseDuration: 15_000,
        renewDeadline: '10s',
        retryInterval: '500ms',
        drainTimeout: '1m',
        abortGrace: 0,
        releaseTimeout: '1s',
        serverClockMargin: Infinity,
        eligible: false,
        waitForLeader: '30s',
        autoClose: false,
        releaseOnExit: false,
        logger,
      }),
    ).toEqual({
      leaseName: 'billing.eu-1',
      namespace: 'prod',
      identity: 'billing-0 (blue)',
      connection: 'kubeconfig',
      renewInterval: 3_000,
      leaseDuration: 15_000,
      renewDeadline: 10_000,
      retryInterval: 500,
      drainTimeout: 60_000,
      abortGrace: 0,
      releaseTimeout: 1_000,
      serverClockMargin: Infinity,
      eligible: false,
      waitForLeader: 30_000,
      autoClose: false,
      releaseOnExit: false,
      logger,
      startNotes: [expect.objectContaining({ level: 'log', message: expect.stringContaining('observer') })],
    });
  });

  it('waitForLeader: true waits for ever, false not at all', () => {
    expect(resolve({ waitForLeader: true }).waitForLeader).toBe(Infinity);
    expect(resolve({ waitForLeader: false }).waitForLeader).toBe(0);
  });

  it('logger: false is silence, and console is a logger', () => {
    expect(resolve({ logger: false }).logger).toBe(silentLogger);
    expect(resolve({ logger: console }).logger).toBe(console);
  });

  it('may stand in a class instance, with getters', () => {
    class Config {
      get leaseName() {
        return 'from-a-getter';
      }
    }

    expect(resolve(new Config()).leaseName).toBe('from-a-getter');
  });
});
