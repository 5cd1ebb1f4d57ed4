import { describe, expect, it, jest } from '@jest/globals';
import { type Fault } from '../../../lib/testing/index.js';
import { overEachTransport } from '../transports.js';
import { begunConditions, endedConditions, type Replica, replica, startedApi, toldAgain, until } from './replicas.js';

jest.setTimeout(40_000);

/** Over HTTP/1.1 a connection, over HTTP/2 a stream. */
const broken = /ECONNRESET|NGHTTP2_INTERNAL_ERROR/;

/** What the API does to every request from now on, and what is told of it. */
const conditions: Record<string, [fault: Fault, told: string | RegExp]> = {
  '401': [{ fault: 'error', status: 401 }, '401 Unauthorized: '],
  '403': [{ fault: 'error', status: 403 }, '403 Forbidden: '],
  '404': [{ fault: 'error', status: 404 }, '404 Not Found: '],
  '409': [{ fault: 'error', status: 409 }, '409 Conflict: '],
  '410': [{ fault: 'error', status: 410 }, '410 Gone: '],
  '422': [{ fault: 'error', status: 422 }, '422 Unprocessable Entity: '],
  '429 with Retry-After': [{ fault: 'error', status: 429, retryAfter: 1 }, '429 Too Many Requests: '],
  '500': [{ fault: 'error', status: 500 }, '500 Internal Server Error: '],
  '502, a page of a proxy': [{ fault: 'error', status: 502, html: '<h1>Oops</h1>' }, '502 Bad Gateway'],
  '503': [{ fault: 'error', status: 503, retryAfter: 1 }, '503 Service Unavailable: '],
  'no answer': [{ fault: 'hang' }, 'no complete answer within '],
  'an answer that comes too late': [{ fault: 'answerDelay', milliseconds: 5_000 }, 'no complete answer within '],
  'requests that break': [{ fault: 'drop' }, broken],
  'requests that are not taken': [{ fault: 'refuse' }, /ECONNRESET|did not take the request/],
  'answers that break off': [{ fault: 'cut' }, 'the connection broke in the middle of the answer'],
  'writes whose answer is lost': [{ fault: 'answerLost' }, broken],
  'malformed JSON': [{ fault: 'malformed' }, 'the answer is not JSON'],
};

/** Whatever was told to have begun has been told to have ended. */
function isOver(replica: Replica): boolean {
  const ended = endedConditions(replica);
  return begunConditions(replica).every(verb => ended.includes(verb));
}

async function isSurvived([fault, told]: [Fault, string | RegExp], leaseName: string): Promise<void> {
  const api = await startedApi();
  const one = await replica(api.url, 'one', { leaseName });
  await one.leader.waitForLeadership();
  const other = await replica(api.url, 'other', { leaseName, waitForLeader: true });
  const both = [one, other];

  const end = api.faults.add(fault);
  api.watches.cut();
  // Nothing is renewed, so that both come to try in vain: to renew, to read, to take.
  await until(() => both.every(({ leader }) => !leader.isLeader));
  expect(both.map(({ work }) => work())).toEqual([undefined, undefined]);
  const since = api.requests.count();
  await until(() => both.every(replica => begunConditions(replica).length > 0) && api.requests.count() > since + 12);
  for (const { logger } of both) {
    expect(logger.of('warn')).toEqual(expect.arrayContaining([expect.stringMatching(told)]));
  }

  end();
  await until(() => both.every(isOver));
  expect(both.flatMap(toldAgain)).toEqual([]);
  await until(() => both.some(({ leader }) => leader.isLeader));
}

overEachTransport(() => {
  describe('A leader and a follower whose API server fails', () => {
    const names = Object.keys(conditions);

    it(`say so once, and once that it is over, and never both lead: ${names.join(', ')}`, async () => {
      const survivals = names.map((name, index) =>
        isSurvived(conditions[name], `lease-${index}`).catch((cause: unknown) => {
          throw new Error(name, { cause });
        }),
      );
      await Promise.all(survivals);
    });
  });
});
