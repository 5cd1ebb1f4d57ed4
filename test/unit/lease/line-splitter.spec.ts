import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LineSplitter } from '../../../lib/core/lease/line-splitter.js';

const cut = (bytes: Buffer, size: number) =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));

describe('LineSplitter', () => {
  it('gives the same lines wherever the stream is cut, also within a character', () => {
    const line = fc.string({ unit: 'grapheme' }).map(text => text.replaceAll('\n', ''));
    fc.assert(
      fc.property(fc.array(line), fc.integer({ min: 1, max: 9 }), (lines, size) => {
        const splitter = new LineSplitter(10_000);
        const stream = Buffer.from(lines.map(text => `${text}\n`).join(''));
        const got = cut(stream, size).flatMap(chunk => splitter.push(chunk));
        expect(got.map(String)).toEqual(lines.filter(text => text !== ''));
        expect(splitter.rest).toBe(0);
      }),
    );
  });

  it('keeps what has not ended', () => {
    const splitter = new LineSplitter(100);
    expect(splitter.push(Buffer.from('one\ntw')).map(String)).toEqual(['one']);
    expect(splitter.rest).toBe(2);
    expect(splitter.push(Buffer.from('o\n')).map(String)).toEqual(['two']);
  });

  it('gives up at a line that is too long, whether it ends or not, and gives the lines before it', () => {
    const ending = new LineSplitter(5);
    expect(ending.push(Buffer.from('short\ntoo long\nshort\n')).map(String)).toEqual(['short']);
    expect(ending.overflowed).toBe(true);
    expect(ending.push(Buffer.from('short\n'))).toEqual([]);

    const endless = new LineSplitter(5);
    expect(endless.push(Buffer.from('abc'))).toEqual([]);
    expect(endless.overflowed).toBe(false);
    expect(endless.push(Buffer.from('def'))).toEqual([]);
    expect(endless.overflowed).toBe(true);
  });
});
