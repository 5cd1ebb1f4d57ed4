import { describe, expect, it } from '@jest/globals';
import { describeError, oneLine, safeCause } from '../../../lib/core/lease/one-line.js';
import { createCertificateAuthority } from '../../support/kube-apiserver-certificates.js';

describe('The text of an error', () => {
  it('is one line of limited length', () => {
    expect(oneLine(' one\r\n\ttwo\u001b[0m ')).toBe('one two [0m');
    expect(oneLine('a\u0000b\u007fc\u0080d\u0085e\u009ff')).toBe('a b c d e f');
    expect(oneLine('x'.repeat(2000))).toHaveLength(501);
  });

  it('shows no credentials', () => {
    const { cert, key } = createCertificateAuthority().client('jane', []);
    const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl';
    expect(oneLine(`a ${key} b ${cert} c`)).toBe('a [PEM] b [PEM] c');
    expect(oneLine(key.slice(0, 60))).toBe('[PEM]');
    expect(oneLine(`token ${jwt} or Bearer 0123456789abcdef`)).toBe('token [token] or Bearer [token]');
  });

  it('is there for whatever was thrown', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED ::1'), { code: 'ECONNREFUSED' });
    expect(describeError(new AggregateError([refused, new Error('and 127.0.0.1')]))).toBe(
      'connect ECONNREFUSED ::1; and 127.0.0.1',
    );
    expect(describeError(Object.assign(new Error(''), { code: 'EPIPE' }))).toBe('EPIPE');
    expect(describeError('a string')).toBe('a string');
    expect(describeError(undefined)).toBe('unknown error');
    expect(describeError({})).toBe('unknown error');
  });

  it('and its code are all that a cause keeps', () => {
    const cause = safeCause(Object.assign(new Error('no'), { code: 'ENO', options: { token: 'secret' } }));
    expect(cause).toMatchObject({ message: 'no', code: 'ENO' });
    expect(cause).not.toHaveProperty('options');
  });
});
