import { describe, expect, it } from '@jest/globals';
import {
  InjectLeader,
  LeaderGuard,
  OnLeaderChanged,
  OnLeadershipAcquired,
  OnLeadershipLost,
  OnlyLeader,
} from '../../../lib/index.js';

class Jobs {
  work() {}
  onModuleInit() {}
}

type AnyFunction = (...args: unknown[]) => unknown;

const factories: [string, unknown][] = [
  ['@OnlyLeader', OnlyLeader],
  ['@OnLeadershipAcquired', OnLeadershipAcquired],
  ['@OnLeadershipLost', OnLeadershipLost],
  ['@OnLeaderChanged', OnLeaderChanged],
  ['@InjectLeader', InjectLeader],
];

/** As TypeScript calls a method's decorator with `experimentalDecorators`. */
const decorate = (decorator: unknown, key = 'work', target: object = Jobs.prototype) =>
  (decorator as AnyFunction)(target, key, Object.getOwnPropertyDescriptor(target, key));

/** As TypeScript calls it without: a standard (TC39) decorator. */
const decorateAsStandard = (decorator: unknown) =>
  (decorator as AnyFunction)(Jobs.prototype.work, { kind: 'method', name: 'work', static: false, metadata: {} });

describe.each(factories)('%s', (name, factory) => {
  it('without its parentheses says that they are missing', () => {
    const words = new RegExp(`^${name} on Jobs\\.work has no parentheses\\. Write ${name}\\(\\)\\.$`);
    expect(() => decorate(factory)).toThrow(words);
    expect(() => decorateAsStandard(factory)).toThrow('has no parentheses');
    expect(() => (factory as AnyFunction)(Jobs)).toThrow(`${name} on Jobs has no parentheses. Write ${name}().`);
  });

  it('compiled as a standard decorator says which setting is missing', () => {
    expect(() => decorateAsStandard((factory as AnyFunction)())).toThrow(
      new RegExp(`^${name}\\(\\) on the method work was compiled as a standard.*"experimentalDecorators": true`),
    );
  });

  it('with a name in an object says how to write it', () => {
    expect(() => (factory as AnyFunction)({ name: 'x' })).toThrow(`Write ${name}('x')`);
  });

  it.each([[''], ['  '], [7], [null]])('with the name %j says what it takes', wrong => {
    expect(() => (factory as AnyFunction)(wrong)).toThrow(
      `Expected the name in ${name}() to be a non-empty string, got ${JSON.stringify(wrong)}.`,
    );
  });
});

describe('@OnlyLeader()', () => {
  it('with a name among other options says where the name goes', () => {
    expect(() => (OnlyLeader as AnyFunction)({ name: 'x', otherwise: 'throw' })).toThrow(
      "@OnlyLeader() takes the lease's name first, outside of the options. Write @OnlyLeader('x', { … }).",
    );
  });

  it.each([
    ['onModuleInit', 'before the election starts', '@OnLeadershipAcquired()'],
    ['onApplicationBootstrap', 'before the election starts', '@OnLeadershipAcquired()'],
    ['onModuleDestroy', 'after the election has ended', '@OnLeadershipLost()'],
    ['beforeApplicationShutdown', 'after the election has ended', '@OnLeadershipLost()'],
    ['onApplicationShutdown', 'after the election has ended', '@OnLeadershipLost()'],
  ])('on %s is refused, since it could never run, and names what fits', (hook, when, instead) => {
    class Hooked {
      [hook]() {}
    }
    for (const decorator of [OnlyLeader(), OnlyLeader({ otherwise: 'throw' }), OnlyLeader('reports', {})]) {
      expect(() => decorate(decorator, hook, Hooked.prototype)).toThrow(
        new RegExp(`^@OnlyLeader\\(\\) on Hooked\\.${hook} would never let it run: Nest calls this hook ${when}\\. `),
      );
      expect(() => decorate(decorator, hook, Hooked.prototype)).toThrow(instead);
    }
  });
});

describe('A handler', () => {
  it.each(factories.slice(1, 4))('%s() on a hook of Nest is refused', (name, factory) => {
    expect(() => decorate((factory as AnyFunction)(), 'onModuleInit')).toThrow(
      `${name}() on Jobs.onModuleInit: Nest itself calls this hook, before the election starts and without a term.`,
    );
  });
});

describe('LeaderGuard', () => {
  it('says what it is, and how its lease is named', () => {
    expect(() => decorate(LeaderGuard)).toThrow('Write @UseGuards(LeaderGuard).');
    expect(() => (LeaderGuard as unknown as AnyFunction)({ name: 'x' })).toThrow("Write LeaderGuard('x').");
  });
});
