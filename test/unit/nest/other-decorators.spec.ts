import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import {
  LeaderElectionModule,
  OnLeaderChanged,
  OnLeadershipAcquired,
  OnLeadershipLost,
  OnlyLeader,
} from '../../../lib/index.js';
import { closeApps, switchedApp } from './switched-app.js';

afterEach(closeApps);

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** As an error tracker or a transaction wraps a method: in its place, with nothing of what was on it. */
function Wrapped(seen: string[] = []) {
  return (_target: object, key: string | symbol, descriptor: PropertyDescriptor) => {
    const method = descriptor.value as Method;
    descriptor.value = function (this: unknown, ...args: unknown[]) {
      seen.push(String(key));
      return method.apply(this, args);
    };
  };
}

describe('A method that other decorators wrapped, which carry no metadata over', () => {
  it('is called as a handler, through their wrappers', async () => {
    const wrappers: string[] = [];
    const calls: string[] = [];
    @Injectable()
    class Consumer {
      @Wrapped(wrappers)
      @OnLeadershipAcquired()
      above() {
        calls.push('above');
      }

      @OnLeadershipAcquired()
      @Wrapped(wrappers)
      below() {
        calls.push('below');
      }

      @Wrapped(wrappers)
      @OnLeadershipLost()
      @OnLeaderChanged()
      both() {
        calls.push('both');
      }
    }
    const { leadership } = await switchedApp({ providers: [Consumer] });
    await leadership.acquire();
    await leadership.lose();
    expect(calls).toEqual(['both', 'above', 'below', 'both', 'both']);
    expect(wrappers).toEqual(['both', 'above', 'below', 'both', 'both']);
  });

  it('is gated, also if a factory made its instance', async () => {
    class Jobs {
      @Wrapped()
      @OnlyLeader()
      above() {
        return 'ran';
      }

      @OnlyLeader('reports')
      @Wrapped()
      below() {
        return 'ran';
      }
    }
    const { module, leadership } = await switchedApp({
      imports: [LeaderElectionModule.forFeature({ name: 'reports' })],
      providers: [{ provide: Jobs, useFactory: () => new Jobs() }],
    });
    const jobs = module.get(Jobs);
    expect([jobs.above(), jobs.below()]).toEqual([undefined, undefined]);
    await leadership.acquire();
    expect([jobs.above(), jobs.below()]).toEqual(['ran', undefined]);
    await leadership.for('reports').acquire();
    expect([jobs.above(), jobs.below()]).toEqual(['ran', 'ran']);
  });

  it('is not called for what a subclass has put its own method in the place of', async () => {
    const calls: string[] = [];
    class Base {
      @OnLeadershipAcquired()
      begin() {
        calls.push('base');
      }
    }
    @Injectable()
    class Sub extends Base {
      override begin() {
        calls.push('sub');
      }
    }
    const { leadership } = await switchedApp({ providers: [Sub] });
    await leadership.acquire();
    expect(calls).toEqual([]);
  });
});
