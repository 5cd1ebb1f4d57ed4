import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type ExecutionContext, Logger } from '@nestjs/common';
import { NotLeaderException } from '../../../lib/index.js';
import { type inContext } from '../../../lib/nest/gate/context-exception.js';

const missing = () => {
  throw new Error('Cannot find package');
};

describe.each([
  ['rpc', '@nestjs/microservices'],
  ['ws', '@nestjs/websockets'],
])('A refusal by %s, if %s cannot be loaded', (type, name) => {
  let tell: typeof inContext;
  beforeAll(async () => {
    jest.unstable_mockModule(name, missing);
    jest.mock(name, missing); // for require(), which Nest 11's packages can be loaded by
    ({ inContext: tell } = await import('../../../lib/nest/gate/context-exception.js'));
  });

  it('stays as it is, and what to do is said once', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const exception = new NotLeaderException({ leaseName: 'billing', retryAfter: 2 });
    const context = { getType: () => type, getHandler: () => missing } as unknown as ExecutionContext;
    await expect(tell(exception, context)).resolves.toBe(exception);
    await expect(tell(exception, context)).resolves.toBe(exception);
    expect(warn.mock.calls).toEqual([[expect.stringContaining(`${name} cannot be loaded. Add it to your app's dep`)]]);
    warn.mockRestore();
  });
});
