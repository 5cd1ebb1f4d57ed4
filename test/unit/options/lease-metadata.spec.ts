import { describe, expect, it } from '@jest/globals';
import { resolveFeatureOptions } from '../../../lib/core/elector/options/resolve-feature-options.js';
import { problemsOf, problemsOfFeature, resolve } from './resolving.js';

const labels = { team: 'billing', 'app.kubernetes.io/part-of': 'shop', empty: '' };
const annotations = { 'example.com/contact': 'Who to call: +44 …', '7': '' };

describe('labels and annotations of the lease', () => {
  it('are as given; what is done to the object afterwards changes nothing', () => {
    const given = { labels: { ...labels }, annotations: { ...annotations } };
    const resolved = resolve(given);
    given.labels.team = 'changed';
    expect(resolved).toMatchObject({ labels, annotations });
  });

  it('of a second lease are its own, or else those of the root', () => {
    const root = resolve({ labels, annotations });
    expect(resolveFeatureOptions({ name: 'reports' }, root)).toMatchObject({ labels, annotations });
    const own = { labels: { team: 'reports' }, annotations: {} };
    expect(resolveFeatureOptions({ name: 'reports', ...own }, root)).toMatchObject(own);
    expect(problemsOfFeature({ name: 'reports', labels: { a: 1 } })).toEqual([
      'Expected `labels.a` to be a string, got 1 (number).',
    ]);
  });

  it.each<[unknown, string]>([
    ['team=billing', "'team=billing' (string)"],
    [['team'], 'an array'],
    [null, 'null'],
    [new Map(), 'an object (Map)'],
  ])('%p are not any', (value, got) => {
    expect(problemsOf({ labels: value, annotations: value })).toEqual([
      `Expected \`labels\` to be an object with strings, such as { team: 'billing' }, got ${got}.`,
      `Expected \`annotations\` to be an object with strings, such as { team: 'billing' }, got ${got}.`,
    ]);
  });

  it.each([
    ['-team'],
    ['team.'],
    [''],
    ['two words'],
    ['a/b/c'],
    ['Example.com/team'],
    ['example.com/'],
    ['a'.repeat(64)],
  ])('have names that Kubernetes allows, unlike %p', name => {
    const problem = expect.stringMatching(/^Expected each name in `(labels|annotations)` to be like 'team' or .*got '/);
    expect(problemsOf({ labels: { [name]: 'x' }, annotations: { [name]: 'x' } })).toEqual([problem, problem]);
  });

  it.each([['two words'], ['-a'], ['a_'], ['é'], ['a'.repeat(64)]])('%p is a value of an annotation only', value => {
    expect(problemsOf({ annotations: { team: value } })).toEqual([]);
    expect(problemsOf({ labels: { team: value } })).toEqual([
      expect.stringMatching(/^Expected `labels\.team` to be empty, or at most 63 letters, digits, /),
    ]);
  });

  it('leave room for what others write, and the names of this package alone', () => {
    expect(problemsOf({ annotations: { big: 'x'.repeat(2 ** 17) } })).toEqual([
      'Expected `annotations` to be at most 131072 bytes together, got 131075.',
    ]);
    for (const name of ['nestjs-kubernetes-leader/place', 'ticks.nestjs-kubernetes-leader/job']) {
      expect(problemsOf({ annotations: { [name]: 'x' }, labels: { [name]: 'x' } })).toEqual([
        expect.stringContaining("this package's own, got "),
      ]);
    }
  });
});
