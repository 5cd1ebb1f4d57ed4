import { describe, expect, it } from '@jest/globals';
import { type DiscoveryService } from '@nestjs/core';
import { SchedulerRegistry } from '@nestjs/schedule';
import { AppScheduler } from '../../../lib/nest/jobs/app-scheduler.js';

const of = (...wrappers: object[]) => {
  const providers = wrappers.map(wrapper => ({ ...wrapper, isDependencyTreeStatic: () => true }));
  return AppScheduler.of({ getProviders: () => providers, getControllers: () => [] } as unknown as DiscoveryService);
};

describe("The app's scheduler", () => {
  it('is found whatever a bundler calls its class', () => {
    const Minified = class extends SchedulerRegistry {};
    Object.defineProperty(Minified, 'name', { value: 't' });
    const namesake = { token: 'SchedulerRegistry', instance: 'a namesake' };
    expect(of(namesake, { token: Minified, name: 't', instance: new Minified() })).toBeDefined();
  });

  it('is none where the app does not import it', () => {
    expect(of()).toBeUndefined();
  });
});
