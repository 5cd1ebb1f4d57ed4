import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ResolvedElectorOptions } from '../../../lib/core/elector/options/elector-options.js';
import { resolveFeatureOptions } from '../../../lib/core/elector/options/resolve-feature-options.js';
import { resolveElectorOptions } from '../../../lib/core/elector/options/resolve-options.js';
import { InvalidLeaderOptionsError } from '../../../lib/core/errors/invalid-leader-options.error.js';
import { environment, resolve } from './resolving.js';

const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
  withSparseArray: true,
  withTypedArray: true,
});

const wrongDuration = fc.oneof(
  fc.integer({ min: -100, max: 1_000_000_000 }),
  fc.tuple(fc.double(), fc.constantFrom('ms', 's', 'm', 'h', '')).map(parts => parts.join('')),
  fc.double(),
  anything,
);

/** Mostly right: with one wrong option of thirteen nothing is accepted, and the promises of what is would go untested. */
const mostly = <T>(right: fc.Arbitrary<T>, wrong: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 40, arbitrary: right }, { weight: 1, arbitrary: wrong });
const seconds = (min: number, max: number) =>
  mostly(
    fc.integer({ min, max }).map(n => `${n}s`),
    wrongDuration,
  );
const name = mostly(fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/), fc.oneof(fc.string(), anything));

const timings = {
  renewInterval: seconds(1, 15),
  leaseDuration: seconds(15, 60),
  renewDeadline: seconds(8, 20),
  retryInterval: mostly(fc.integer({ min: 100, max: 5_000 }), wrongDuration),
  drainTimeout: seconds(0, 60),
  abortGrace: seconds(0, 60),
  releaseTimeout: seconds(0, 60),
  serverClockMargin: mostly(fc.constantFrom('0s', '5s', Infinity), wrongDuration),
};
const optionsLike = fc.record(
  {
    ...timings,
    leaseName: name,
    namespace: name,
    identity: mostly(fc.string({ minLength: 1 }), anything),
    connection: mostly(
      fc.oneof(
        fc.constantFrom('in-cluster', 'none', 'kubeconfig'),
        fc.record({ server: fc.webUrl(), token: name }, { requiredKeys: ['server'] }),
      ),
      fc.oneof(fc.record({ server: name, ca: name, kubeconfig: name }, { requiredKeys: [] }), anything),
    ),
    waitForLeader: mostly(fc.oneof(fc.boolean(), seconds(1, 60)), wrongDuration),
    autoClose: mostly(fc.boolean(), anything),
    logger: mostly(fc.constantFrom(false, console), anything),
    extra: mostly(fc.constant(undefined), anything),
  },
  { requiredKeys: [] },
);
const timingsOnly = fc.record(timings, { requiredKeys: [] });

function expectInvariants(options: ResolvedElectorOptions): void {
  const { renewInterval, leaseDuration, renewDeadline, retryInterval } = options;
  for (const ms of [renewInterval, leaseDuration, renewDeadline, retryInterval]) {
    expect(ms).toBeGreaterThan(0);
    expect(Number.isFinite(ms)).toBe(true);
  }
  expect(leaseDuration % 1_000).toBe(0);
  expect(leaseDuration).toBeGreaterThanOrEqual(2_000);
  expect(leaseDuration).toBeLessThanOrEqual(604_800_000);
  expect(renewDeadline).toBeLessThan(leaseDuration);
  expect(renewInterval + retryInterval).toBeLessThan(renewDeadline);

  for (const ms of [options.drainTimeout, options.abortGrace]) {
    expect(ms).toBeGreaterThanOrEqual(0);
    expect(ms).toBeLessThan(2 ** 31);
  }
  expect(options.serverClockMargin).toBeGreaterThanOrEqual(0);
  expect(options.waitForLeader).toBeGreaterThanOrEqual(0);
  expect(options.waitForLeader === Infinity || options.waitForLeader < 2 ** 31).toBe(true);

  expect(options.leaseName).toMatch(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/);
  expect(options.leaseName.length).toBeLessThanOrEqual(253);
  expect(options.namespace).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
  expect(options.identity.trim()).not.toBe('');
  expect(typeof options.autoClose).toBe('boolean');
  for (const method of ['log', 'warn', 'error'] as const) expect(typeof options.logger[method]).toBe('function');
}

/** Whether the options were taken. */
function resolvesOrRefuses(attempt: () => ResolvedElectorOptions): boolean {
  let resolved: ResolvedElectorOptions;
  try {
    resolved = attempt();
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidLeaderOptionsError);
    const { problems, message } = error as InvalidLeaderOptionsError;
    expect(problems.length).toBeGreaterThan(0);
    expect(message.split('\n')).toHaveLength(problems.length + 1);
    return false;
  }
  expectInvariants(resolved);
  return true;
}

describe('whatever the options are', () => {
  it('anything at all is taken with every promise kept, or refused with a list of mistakes', () => {
    fc.assert(
      fc.property(anything, options => {
        resolvesOrRefuses(() => resolveElectorOptions(options as object, environment()));
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['options with few mistakes', optionsLike],
    ['timings with few mistakes', timingsOnly],
  ])('%s likewise, and both come to pass', (_, arbitrary) => {
    const outcomes = new Set<boolean>();
    fc.assert(
      fc.property(arbitrary, options => {
        outcomes.add(resolvesOrRefuses(() => resolveElectorOptions(options as object, environment())));
      }),
      { numRuns: 1_000 },
    );
    expect(outcomes).toEqual(new Set([true, false]));
  });

  it('a second lease likewise, and both come to pass', () => {
    const root = resolve({ connection: 'kubeconfig' });
    const feature = fc.record({ ...timings, name, leaseName: name }, { requiredKeys: ['name'] });
    const outcomes = new Set<boolean>();
    fc.assert(
      fc.property(fc.oneof({ weight: 9, arbitrary: feature }, anything), options => {
        outcomes.add(resolvesOrRefuses(() => resolveFeatureOptions(options as never, root)));
      }),
      { numRuns: 1_000 },
    );
    expect(outcomes).toEqual(new Set([true, false]));
  });

  it('one timing alone is enough: the others are derived so that they fit', () => {
    const oneTiming = fc.oneof(
      fc.integer({ min: 2, max: 604_800 }).map(seconds => ({ leaseDuration: `${seconds}s` })),
      fc.integer({ min: 100, max: 302_400_000 }).map(renewInterval => ({ renewInterval })),
      fc.integer({ min: 100, max: 19_999 }).map(renewDeadline => ({ renewDeadline })),
    );
    fc.assert(
      fc.property(oneTiming, options => {
        expect(resolvesOrRefuses(() => resolveElectorOptions(options, environment()))).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
