import { describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { LeaderElectionModule, OnlyLeader } from '../../../lib/index.js';
import { LeadershipSwitch } from '../../../lib/testing/leadership-switch.js';

@Injectable()
class Jobs {
  @OnlyLeader()
  work() {
    return 'worked';
  }
}

@Module({
  imports: [LeaderElectionModule.forRoot({ connection: { server: 'http://127.0.0.1:1' }, logger: false })],
  providers: [Jobs],
})
class AppModule {}

describe('LeadershipSwitch.override()', () => {
  it("takes the place of the API server in a user's own app", async () => {
    const leadership = new LeadershipSwitch();
    await expect(leadership.acquire()).rejects.toThrow('has no app yet');
    const module = await leadership.override(Test.createTestingModule({ imports: [AppModule] })).compile();
    await expect(leadership.acquire()).rejects.toThrow('call `await module.init()`');
    await module.init();
    const jobs = module.get(Jobs);
    expect(jobs.work()).toBeUndefined();
    await leadership.acquire();
    expect(jobs.work()).toBe('worked');
    await leadership.lose();
    expect(jobs.work()).toBeUndefined();
    await module.close();
  });
});
