import { describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { LeaderService, OnlyLeader } from '../../../lib/index.js';
import { thisCopy } from '../../../lib/nest/service/copies.js';
import type * as LeaderInternalsModule from '../../../lib/nest/service/leader-internals.js';

/** The same module once more, as another copy of the package has it. */
const another: string = '../../../lib/nest/service/leader-internals.js?another';
const { LeaderInternals } = (await import(another)) as typeof LeaderInternalsModule;

@Injectable()
class Jobs {
  @OnlyLeader()
  work() {}
}

/** An app in which the decorators meet the service of a copy. */
const meeting = (madeBy: object) => {
  const internals: object = Object.create(LeaderInternals.prototype) as object;
  Object.assign(internals, { madeBy });
  const service = { isLeader: true, [Symbol.for('nestjs-kubernetes-leader.internals')]: internals };
  return Test.createTestingModule({ providers: [Jobs, { provide: LeaderService, useValue: service }] }).compile();
};

describe('Two copies of the package in one app', () => {
  it("do not let it start: the other copy's service does not pass for a stub", async () => {
    await expect(meeting({ version: '9.9.9', file: '/app/node_modules/other/copy.js' })).rejects.toThrow(
      /^Two copies of nestjs-kubernetes-leader meet in this app: version \S+ in \/.* has the decorators.*version 9\.9\.9 in \/app\/node_modules\/other\/copy\.js.*Install one copy/,
    );
  });

  it('of one file are known for what they are: it was loaded twice', async () => {
    await expect(meeting(thisCopy)).rejects.toThrow('Both come from the same file, which was loaded twice');
  });
});
