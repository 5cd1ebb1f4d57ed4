import { describe, expect, it } from '@jest/globals';
import { resolveFeatureOptions } from '../../../lib/core/elector/options/resolve-feature-options.js';
import { problemsOfFeature, resolve } from './resolving.js';

const root = resolve({
  leaseName: 'billing',
  namespace: 'prod',
  identity: 'billing-0',
  renewInterval: '4s',
  drainTimeout: '30s',
  waitForLeader: true,
});

describe('a second lease', () => {
  it("has the root's options, and a name of its own", () => {
    expect(resolveFeatureOptions({ name: 'reports' }, root)).toEqual({
      ...root,
      leaseName: 'billing-reports',
      startNotes: undefined, // the root's elector says them
    });
  });

  it('may be called otherwise, and timed otherwise', () => {
    const given = { name: 'Reports!', leaseName: 'reports', renewInterval: '1s', abortGrace: 0 };

    expect(resolveFeatureOptions(given, root)).toEqual({
      ...root,
      startNotes: undefined,
      leaseName: 'reports',
      renewInterval: 1_000,
      abortGrace: 0,
    });
  });

  it('may be led where the root is not, or the other way round; an observer says so', () => {
    expect(resolveFeatureOptions({ name: 'reports' }, { ...root, eligible: false }).eligible).toBe(false);
    expect(resolveFeatureOptions({ name: 'reports', eligible: true }, { ...root, eligible: false })).toMatchObject({
      eligible: true,
      startNotes: undefined,
    });
    expect(resolveFeatureOptions({ name: 'reports', eligible: false }, root).startNotes).toEqual([
      {
        level: 'log',
        message:
          'Lease "billing-reports": this process is an observer (`eligible: false`): it knows who leads, and never leads itself.',
      },
    ]);
    expect(problemsOfFeature({ name: 'reports', eligible: 'no' as never })).toHaveLength(1);
  });

  it("whose timings do not fit the root's is told where those come from", () => {
    expect(problemsOfFeature({ name: 'reports', leaseDuration: '3s' })).toEqual([
      'Expected `renewDeadline` to be shorter than `leaseDuration` (3s), got 15s (15000 ms, from forRoot).',
    ]);
    expect(problemsOfFeature({ name: 'reports', renewInterval: '15s' })).toEqual([
      'Expected `renewInterval` to be shorter than `renewDeadline` (15s, from forRoot), got 15s (15000 ms).',
    ]);
    expect(problemsOfFeature({ name: 'reports', renewInterval: '13.5s' })).toEqual([
      'Expected `renewInterval` + `retryInterval` to be shorter than `renewDeadline` (15s, from forRoot), got 13.5s + 2s.',
    ]);
  });

  it("cannot have what is the root's alone, nor misspelt options", () => {
    expect(problemsOfFeature({ name: 'reports', identity: 'x', leaseNme: 'y' })).toEqual([
      'Unknown option `identity`: set it in forRoot, for all leases.',
      'Unknown option `leaseNme`; did you mean `leaseName`?',
    ]);
  });

  it.each([undefined, '', ' ', 5])('named %p is refused', name => {
    expect(problemsOfFeature({ name })).toEqual([
      expect.stringMatching(/^Expected `name` to be a non-empty string, got .+\.$/),
    ]);
  });

  it('whose name cannot be part of a lease name needs a leaseName', () => {
    expect(problemsOfFeature({ name: 'Reports' }, root)[0]).toMatch(
      /^Expected `leaseName` to be given, because the default, 'billing-Reports' \(string\), is not an RFC 1123 subdomain/,
    );
  });

  it("cannot be the root's lease again", () => {
    expect(problemsOfFeature({ name: 'reports', leaseName: 'billing' }, root)).toEqual([
      "Expected `leaseName` to differ from forRoot's, got 'billing' for both.",
    ]);
  });

  it('is named in the error', () => {
    expect(() => resolveFeatureOptions({ name: 'reports', renewInterval: 'x' }, root)).toThrow(
      /^Invalid options of the leader election `reports` \(forFeature\):\n- Expected `renewInterval`/,
    );
    expect(() => resolveFeatureOptions(null as never, root)).toThrow(
      'Invalid options of the leader election (forFeature):\n- Expected the options to be an object, got null.',
    );
  });
});
