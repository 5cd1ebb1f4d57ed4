import { describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { LeaderService, OnlyLeader } from '../../../lib/index.js';
import type * as LeaderInternalsModule from '../../../lib/nest/service/leader-internals.js';

/** The same module once more, as another copy of the package has it. */
const another: string = '../../../lib/nest/service/leader-internals.js?another';
const { LeaderInternals } = (await import(another)) as typeof LeaderInternalsModule;

@Injectable()
class Jobs {
  @OnlyLeader()
  work() {}
}

describe('Two copies of the package in one app', () => {
  it("do not let it start: the other copy's service does not pass for a stub", async () => {
    const internals: object = Object.create(LeaderInternals.prototype) as object;
    Object.assign(internals, { madeBy: { version: '9.9.9', file: '/app/node_modules/other/copy.js' } });
    const service = { isLeader: true, [Symbol.for('nestjs-kubernetes-leader.internals')]: internals };
    const starting = Test.createTestingModule({
      providers: [Jobs, { provide: LeaderService, useValue: service }],
    }).compile();
    await expect(starting).rejects.toThrow(
      /^Two copies of nestjs-kubernetes-leader meet in this app: version \S+ in \/.* has the decorators.*version 9\.9\.9 in \/app\/node_modules\/other\/copy\.js/,
    );
  });
});
