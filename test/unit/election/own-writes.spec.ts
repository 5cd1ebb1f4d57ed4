import { describe, expect, it } from '@jest/globals';
import {
  burn,
  burnAll,
  forgetBefore,
  isOwn,
  noWrites,
  type OwnWrites,
  provenWrite,
  rememberWrite,
  type SentWrite,
  spendTake,
} from '../../../lib/core/election/own-writes.js';

function write(sequence: number, acquireTime: string, takes = false): SentWrite {
  return {
    sequence,
    takes,
    acquireTime,
    renewTime: `renewed ${sequence}`,
    sent: { mono: 0, wall: 0 },
    basis: 1n,
    annotations: 0,
  };
}

const [take, renewal, retake] = [write(1, 'a', true), write(2, 'a'), write(3, 'b', true)];
const all = [take, renewal, retake].reduce(rememberWrite, noWrites);

const sequences = (own: OwnWrites) => own.writes.map(({ sequence }) => sequence);

describe('What an elector remembers of its own writes', () => {
  it('is every write, and the nonce of every take', () => {
    expect(all).toEqual({
      nonces: ['a', 'b'],
      writes: [take, renewal, retake],
      lastSequence: 3,
    });
  });

  it('is no more than the last sixteen of each', () => {
    let own = noWrites;
    for (let sequence = 1; sequence <= 20; sequence++) own = rememberWrite(own, write(sequence, `${sequence}`, true));
    expect(own.nonces).toEqual(Array.from({ length: 16 }, (_, index) => String(index + 5)));
    expect(sequences(own)).toEqual(Array.from({ length: 16 }, (_, index) => index + 5));
  });

  it('is nothing from before a write that certainly happened', () => {
    expect(forgetBefore(all, renewal)).toMatchObject({ nonces: ['a', 'b'], writes: [renewal, retake] });
    expect(forgetBefore(all, retake)).toMatchObject({ nonces: ['b'], writes: [retake] });
    expect(forgetBefore(all, retake).lastSequence).toBe(3);
  });

  it('stays as it is where there is nothing to forget', () => {
    expect(forgetBefore(all, take)).toBe(all);
    const older = { ...all, nonces: ['z', 'a', 'b'] };
    expect(forgetBefore(older, take)).toMatchObject({ nonces: ['a', 'b'], writes: [take, renewal, retake] });
  });

  it('is nothing once all is burnt, but for what later writes must exceed', () => {
    expect(burnAll(all)).toEqual({ nonces: [], writes: [], lastSequence: 3 });
    expect(burnAll(noWrites)).toBe(noWrites);
  });

  it('is, once one nonce is burnt, what was written under others', () => {
    expect(burn(all, 'a')).toMatchObject({ nonces: ['b'], writes: [retake] });
    expect(burn(all, 'b')).toMatchObject({ nonces: ['a'], writes: [take, renewal] });
  });

  it('begins no second term', () => {
    expect(spendTake(forgetBefore(all, retake), retake).writes).toEqual([{ ...retake, takes: false }]);
  });

  it('tells which record is its own, and which write that proves', () => {
    const spec = { holderIdentity: 'me', acquireTime: 'a', renewTime: 'renewed 2' };
    expect(isOwn(all, 'me', spec)).toBe(true);
    expect(provenWrite(all, spec)).toBe(renewal);
    for (const other of [{ ...spec, acquireTime: 'b' }, { ...spec, renewTime: 'x' }, null, undefined]) {
      expect(provenWrite(all, other)).toBeUndefined();
    }
    for (const other of [{ ...spec, acquireTime: 'z' }, { ...spec, holderIdentity: 'you' }, null, undefined]) {
      expect(isOwn(all, 'me', other)).toBe(false);
    }
  });
});
