import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { InvalidLeaderOptionsError, LeaderElectionModule } from '../../../lib/index.js';

/** The unions that `LeaderElectionErrorCode` is made of; the compiler holds every error to them. */
const unions = ['leader-election-error-code', 'leadership-lost-code', 'lease-request-failure'];

describe('An error code', () => {
  it.each(unions)('is written in camelCase (%s)', file => {
    const source = readFileSync(`lib/core/errors/${file}.ts`, 'utf8');
    const codes = [...source.matchAll(/\| '([^']+)'/g)].map(([, code]) => code);
    expect(codes.length).toBeGreaterThan(3);
    for (const code of codes) expect(code).toMatch(/^[a-z]+([A-Z][a-z]+)*$/);
  });
});

describe('Asynchronous options without a source', () => {
  it.each([
    ['forRootAsync', () => LeaderElectionModule.forRootAsync({})],
    ['forFeatureAsync', () => LeaderElectionModule.forFeatureAsync({ name: 'reports' })],
  ])('are refused like all options, with their problems (%s)', (method, register) => {
    expect(register).toThrow(InvalidLeaderOptionsError);
    expect(register).toThrow(
      expect.objectContaining({
        code: 'invalidOptions',
        problems: [expect.stringContaining(`${method}() needs one of`)],
      }),
    );
  });
});
