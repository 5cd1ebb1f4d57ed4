import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { tracingChannel } from 'node:diagnostics_channel';
import { Elector } from '../../lib/core/index.js';
import { LeaseApiServer } from '../../lib/testing/index.js';

const requests = tracingChannel('nestjs-kubernetes-leader:request');
const api = new LeaseApiServer();
const told: [string, Record<string, unknown>][] = [];
const subscribers = {
  start: (message: unknown) => void told.push(['start', message as Record<string, unknown>]),
  end: (message: unknown) => void told.push(['end', message as Record<string, unknown>]),
  asyncStart: (message: unknown) => void told.push(['asyncStart', message as Record<string, unknown>]),
  asyncEnd: (message: unknown) => void told.push(['asyncEnd', message as Record<string, unknown>]),
  error: (message: unknown) => void told.push(['error', message as Record<string, unknown>]),
};

beforeEach(async () => {
  await api.listen();
  requests.subscribe(subscribers);
});
afterEach(async () => {
  requests.unsubscribe(subscribers);
  await api.close();
});

it('The tracing channel of requests tells of each one, watches until they are open, and of no credentials', async () => {
  api.faults.add({ fault: 'error', status: 503, verb: 'get', times: 1 });
  const connection = { server: api.url, token: 'a-secret' };
  const elector = new Elector({ leaseName: 'billing', connection, retryInterval: '100ms', logger: false });
  await elector.start();
  await elector.waitForLeadership();
  while (!told.some(([part, { verb }]) => part === 'asyncEnd' && verb === 'watch')) {
    await new Promise(resolve => setTimeout(resolve, 10));
  }
  await elector.stop();

  const ofFirst = told.filter(([, message]) => message === told[0][1]);
  expect(ofFirst.map(([part]) => part)).toEqual(['start', 'end', 'error', 'asyncStart', 'asyncEnd']);
  expect(told[0][1]).toEqual({
    verb: 'get',
    leaseName: 'billing',
    namespace: 'default',
    error: expect.objectContaining({ status: 503 }) as unknown,
  });
  const began = told.filter(([part]) => part === 'start').map(([, { verb }]) => verb);
  expect(new Set(began)).toEqual(new Set(['get', 'create', 'watch', 'update']));
  const writes = told.filter(([, { verb }]) => verb !== 'watch').map(([part]) => part);
  expect(writes.filter(part => part === 'asyncEnd')).toHaveLength(writes.filter(part => part === 'start').length);
  expect(JSON.stringify(told)).not.toContain('a-secret');
});
