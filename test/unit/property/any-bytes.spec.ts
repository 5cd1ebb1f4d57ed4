import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type HttpLeaseClient } from '../../../lib/core/lease/http-lease-client.js';
import { LeaseRequestError } from '../../../lib/core/lease/lease-request.error.js';
import { type Lease } from '../../../lib/core/record/lease.js';
import { billing, clientOf, lease } from '../lease/fixtures.js';
import { rawServer, type ScriptedServer } from '../lease/scripted-server.js';

/** What the server sends on every connection; then it ends it, or breaks it. */
let reply: { readonly parts: readonly (string | Uint8Array)[]; readonly breaks: boolean };
let server: ScriptedServer;
let client: HttpLeaseClient;

beforeAll(async () => {
  server = await rawServer(socket => {
    for (const part of reply.parts) socket.write(part);
    if (reply.breaks) socket.destroy();
    else socket.end();
  });
  client = clientOf(server.url);
});

afterAll(async () => {
  client.close();
  await server.close();
});

const status = fc.oneof(fc.constantFrom(200, 200, 200, 201, 404, 409, 410, 429, 503), fc.integer({ min: 0, max: 999 }));
const header = fc.oneof(
  fc.constantFrom(
    'Transfer-Encoding: chunked',
    'Content-Length: 10',
    'Content-Length: -1',
    'Content-Encoding: gzip',
    'Retry-After: soon',
    'Retry-After: 99999999999',
    'Date: never',
    'Date: Tue, 01 Jan 2999 00:00:00 GMT',
    'Connection: keep-alive',
    'Connection: close',
    'Upgrade: websocket',
  ),
  fc.string(),
);
const head = fc
  .tuple(status, fc.array(header, { maxLength: 3 }))
  .map(([code, headers]) => [`HTTP/1.1 ${code} Something`, ...headers, '', ''].join('\r\n'));
const json = fc.oneof(
  fc.json(),
  fc
    .record({ kind: fc.constantFrom('Status', 'Lease'), code: fc.jsonValue(), metadata: fc.jsonValue() })
    .map(value => JSON.stringify(value)),
  fc.jsonValue().map(spec => JSON.stringify(lease('7', { spec: spec as Lease['spec'] }))),
  fc
    .constantFrom('ADDED', 'MODIFIED', 'DELETED', 'ERROR')
    .chain(type =>
      fc.jsonValue().map(spec => `${JSON.stringify({ type, object: lease('7', { spec: spec as Lease['spec'] }) })}\n`),
    ),
);
const bytes = fc.uint8Array({ maxLength: 200 });
const parts = fc.oneof(
  fc.array(bytes, { maxLength: 3 }),
  fc.tuple(head, fc.array(fc.oneof(json, bytes), { maxLength: 4 })).map(([first, rest]) => [first, ...rest]),
);
const wellFramed = fc
  .array(fc.oneof(json, bytes), { maxLength: 4 })
  .map(rest => ['HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n', ...rest]);
const replies = fc.record({ parts: fc.oneof(parts, wellFramed), breaks: fc.boolean() });

const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 300) };
const ample = { timeout: 20_000 };

function expectLease({ kind, metadata }: Lease): void {
  expect([kind, metadata.name, typeof metadata.uid]).toEqual(['Lease', 'billing', 'string']);
  expect(metadata.resourceVersion).toMatch(/^\d+$/);
}

describe('Whatever bytes a server sends,', () => {
  it('a request settles, with a lease or with a LeaseRequestError', async () => {
    const outcomes = new Set<string>();
    const requests = [
      () => client.read(billing, ample),
      () => client.create(lease(), ample),
      () => client.replace(lease(), ample),
    ];
    await fc.assert(
      fc.asyncProperty(replies, fc.constantFrom(...requests), async (bytesToCome, request) => {
        reply = bytesToCome;
        try {
          expectLease((await request()).lease);
          outcomes.add('a lease');
        } catch (error) {
          expect(error).toBeInstanceOf(LeaseRequestError);
          outcomes.add((error as LeaseRequestError).code);
        }
      }),
      runs,
    );
    expect([...outcomes]).toEqual(expect.arrayContaining(['a lease', 'malformed', 'network', 'server']));
  }, 600_000);

  it('a watch tells leases and ends once, with a LeaseRequestError or without', async () => {
    const outcomes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(replies, async bytesToCome => {
        reply = bytesToCome;
        const events: unknown[] = [];
        let ends = 0;
        const error = await new Promise<unknown>(resolve =>
          client.watch(
            billing,
            { timeoutSeconds: 300, openTimeout: 20_000 },
            {
              onOpen: () => events.push('open'),
              onEvent: event => {
                events.push(event);
                if (event.type !== 'BOOKMARK') expectLease(event.lease);
              },
              onClose: failure => {
                ends++;
                resolve(failure);
              },
            },
          ),
        );
        if (error !== undefined) expect(error).toBeInstanceOf(LeaseRequestError);
        outcomes.add(error === undefined ? 'an end' : (error as LeaseRequestError).code);
        if (events.length > 1) outcomes.add('an event');
        const told = events.length;
        await new Promise(resolve => setImmediate(resolve));
        expect([events.length, ends]).toEqual([told, 1]);
      }),
      runs,
    );
    expect([...outcomes]).toEqual(expect.arrayContaining(['an event', 'an end', 'malformed', 'network', 'server']));
  }, 600_000);
});
