import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { HttpLeaseClient } from '../../../lib/core/lease/http-lease-client.js';
import {
  ample,
  billing,
  clientOf,
  failureOf,
  lease,
  moment,
  plainSettings,
  SpyConnection,
  WatchLog,
} from './fixtures.js';
import { answer, type Handler, httpServer, rawServer, type ScriptedServer, status } from './scripted-server.js';

let server: ScriptedServer | undefined;
let client: HttpLeaseClient;
let log: WatchLog;

beforeEach(() => {
  log = new WatchLog();
});
afterEach(async () => {
  client.close();
  await server?.close();
});

const options = { timeoutSeconds: 300, openTimeout: 20_000 };
const line = (event: unknown) => `${JSON.stringify(event)}\n`;
const modified = (version: string) => ({ type: 'MODIFIED' as const, lease: lease(version) });
const modifiedLine = (version: string) => line({ type: 'MODIFIED', object: lease(version) });

async function watch(handler: Handler, more: Partial<typeof options & { resourceVersion: string }> = {}) {
  server = await httpServer(handler);
  client = clientOf(server.url, 'token');
  return client.watch(billing, { ...options, ...more }, log);
}

/** A watch that is open; `stream` writes into it. */
async function openWatch() {
  let stream!: ServerResponse;
  const handle = await watch((_request, response) => (stream = response).writeHead(200).flushHeaders());
  await log.until(1);
  return { handle, stream };
}

describe('A watch', () => {
  it('asks for this one lease, from a version on, with bookmarks and for a limited time', async () => {
    const urls: string[] = [];
    const handler: Handler = (request, response) => void (urls.push(request.url ?? ''), response.end());
    await watch(handler, { resourceVersion: '41' });
    await log.end();
    const url = new URL(urls[0], server!.url);
    expect(url.pathname).toBe('/apis/coordination.k8s.io/v1/namespaces/default/leases');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      watch: '1',
      fieldSelector: 'metadata.name=billing',
      allowWatchBookmarks: 'true',
      timeoutSeconds: '300',
      resourceVersion: '41',
    });
  });

  it('begins with the present state where no version is given', async () => {
    const urls: string[] = [];
    await watch((request, response) => void (urls.push(request.url ?? ''), response.end()));
    await log.end();
    expect(urls[0]).not.toContain('resourceVersion');
  });

  it('tells that it is open, each event, and its ordinary end', async () => {
    const bookmark = { kind: 'Lease', metadata: { resourceVersion: '9' }, spec: {} };
    await watch((_request, response) => {
      response.write(line({ type: 'ADDED', object: lease('7') }) + modifiedLine('8'));
      response.end(line({ type: 'BOOKMARK', object: bookmark }) + line({ type: 'DELETED', object: lease('10') }));
    });
    expect(await log.end()).toBeUndefined();
    expect(log.told).toEqual([
      'open',
      { type: 'ADDED', lease: lease('7') },
      modified('8'),
      { type: 'BOOKMARK', resourceVersion: '9' },
      { type: 'DELETED', lease: lease('10') },
      { closed: undefined },
    ]);
  });

  it('reads events whose bytes come one by one, also within a character', async () => {
    const object = lease('8', { note: 'grün 🟢' });
    const bytes = Buffer.from(line({ type: 'MODIFIED', object }));
    const { stream } = await openWatch();
    for (const byte of bytes) stream.write(Buffer.of(byte));
    expect((await log.until(2))[1]).toEqual({ type: 'MODIFIED', lease: object });
  });

  it('ignores events of another lease', async () => {
    const other = lease('8', { metadata: { name: 'other', namespace: 'default' } });
    await watch((_request, response) => void response.end(line({ type: 'ADDED', object: other }) + modifiedLine('9')));
    await log.end();
    expect(log.told).toEqual(['open', modified('9'), { closed: undefined }]);
  });

  it('ends with `gone` where the version is too old, by an event or by the status', async () => {
    const gone = status(410, 'too old resource version: 1 (9)', { reason: 'Expired' });
    await watch((_request, response) => void response.end(line({ type: 'ERROR', object: gone })));
    expect(await log.end()).toMatchObject({
      code: 'gone',
      status: 410,
      message: 'watch lease default/billing: 410 Gone: too old resource version: 1 (9)',
    });
    expect(log.told).toHaveLength(2);
    client.close();
    await server?.close();

    log = new WatchLog();
    await watch((_request, response) => answer(response, gone, 410));
    expect(await log.end()).toMatchObject({ code: 'gone', status: 410 });
    expect(log.told).toHaveLength(1);
  });

  it.each([
    [403, 'forbidden'],
    [401, 'unauthorized'],
    [500, 'server'],
    [302, 'malformed'],
    [204, 'malformed'],
  ])('that is answered with %i ends with %s', async (code, failure) => {
    await watch((_request, response) => answer(response, status(code, 'no'), code));
    expect(await log.end()).toMatchObject({ code: failure, verb: 'watch' });
    expect(log.told).toHaveLength(1);
  });

  it('tells how long to wait before the next one', async () => {
    await watch((_request, response) => answer(response, status(429, 'slow down'), 429, { 'Retry-After': '7' }));
    expect(await log.end()).toMatchObject({ code: 'throttled', retryAfter: 7000 });
  });

  it.each([
    ['is no JSON', '{"type":"MODIF\n'],
    ['is not UTF-8', Buffer.concat([Buffer.from('{"type":"'), Buffer.of(0xff), Buffer.from('"}\n')])],
    ['has no object', line({ type: 'MODIFIED' })],
    ['has an unknown type', line({ type: 'RENAMED', object: lease() })],
    ['is no lease', line({ type: 'MODIFIED', object: { kind: 'Pod', metadata: lease().metadata } })],
    ['has no version', line({ type: 'MODIFIED', object: { kind: 'Lease', metadata: { name: 'billing', uid: 'u' } } })],
    ['is a bookmark without a version', line({ type: 'BOOKMARK', object: { kind: 'Lease', metadata: {} } })],
    ['is an error without a status', line({ type: 'ERROR', object: { kind: 'Lease' } })],
    ['is an error without a code', line({ type: 'ERROR', object: { kind: 'Status' } })],
    ['is cut by the end of the answer', modifiedLine('8').slice(0, -9)],
    ['never ends', Buffer.alloc(3 * 1024 * 1024, ' ')],
  ])('ends as malformed with an event that %s', async (_, bytes) => {
    const before = modifiedLine('7');
    await watch((_request, response) => {
      response.write(before);
      response.end(bytes);
    });
    expect(await log.end()).toMatchObject({ code: 'malformed' });
    expect(log.told.slice(0, -1)).toEqual(['open', modified('7')]);
  });

  it('tells nothing after an event that it could not read', async () => {
    await watch((_request, response) => void response.end('oops\n' + modifiedLine('8') + 'oops\n'));
    await log.end();
    await moment();
    expect(log.told).toHaveLength(2);
  });

  it('ends as malformed where its answer is compressed', async () => {
    await watch(
      (_request, response) =>
        void response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(modifiedLine('8'))),
    );
    expect(await log.end()).toMatchObject({ code: 'malformed' });
  });

  it('ends with a failure of the network where the connection breaks', async () => {
    const { stream } = await openWatch();
    stream.write(modifiedLine('8'));
    await log.until(2);
    stream.destroy();
    expect(await log.end()).toMatchObject({ code: 'network' });
    expect(log.told).toHaveLength(3);
  });

  it('ends with a failure of the network where nobody listens', async () => {
    client = clientOf('http://127.0.0.1:1');
    client.watch(billing, options, log);
    expect(log.told).toEqual([]);
    expect(await log.end()).toMatchObject({ code: 'network', verb: 'watch' });
  });

  it.each([
    ['never comes', ''],
    ['stops in its head', 'HTTP/1.1 200 OK\r\n'],
  ])('times out where its answer %s', async (_, bytes) => {
    server = await rawServer(socket => socket.write(bytes));
    client = clientOf(server.url);
    client.watch(billing, { ...options, openTimeout: 40 }, log);
    expect(await log.end()).toMatchObject({ code: 'timeout' });
    expect(log.told).toHaveLength(1);
  });

  it('outlives the time in which it had to open', async () => {
    let stream!: ServerResponse;
    await watch((_request, response) => (stream = response).writeHead(200).flushHeaders(), { openTimeout: 1000 });
    await log.until(1);
    await new Promise(resolve => setTimeout(resolve, 1100));
    stream.write(modifiedLine('8'));
    await log.until(2);
    expect(log.told).toEqual(['open', modified('8')]);
  });

  it('that the server does not end is ended here, a little later', async () => {
    await watch((_request, response) => response.writeHead(200).flushHeaders(), {
      timeoutSeconds: 0.05,
      openTimeout: 500,
    });
    expect(await log.end()).toMatchObject({ code: 'timeout' });
    expect(log.told).toHaveLength(2);
  });

  it('without time to open says so later, and is not sent', async () => {
    const urls: unknown[] = [];
    server = await httpServer(request => urls.push(request.url));
    client = clientOf(server.url);
    client.watch(billing, { ...options, openTimeout: 0 }, log);
    expect(log.told).toEqual([]);
    expect(await log.end()).toMatchObject({ code: 'timeout' });
    expect(urls).toEqual([]);
  });

  it('of a lease that cannot be named ends with `rejected`', async () => {
    client = clientOf('http://127.0.0.1:1');
    client.watch({ namespace: '..', name: 'billing' }, options, log);
    expect(await log.end()).toMatchObject({ code: 'rejected' });
  });

  it('refreshes credentials that were refused', async () => {
    server = await httpServer((_request, response) => answer(response, status(401, 'no'), 401));
    const connection = new SpyConnection(() => Promise.resolve(plainSettings(server!.url)));
    client = new HttpLeaseClient(connection);
    client.watch(billing, options, log);
    await log.end();
    expect(connection.refreshed).toEqual(['unauthorized']);
  });
});

describe('Closing a watch', () => {
  it('silences it at once and closes its socket', async () => {
    const { handle, stream } = await openWatch();
    stream.write(modifiedLine('8'));
    handle.close();
    await new Promise<void>(resolve => server!.connections[0].on('close', resolve).resume());
    handle.close();
    expect(log.told).toEqual(['open']);
  });

  it('before its credentials have come sends nothing', async () => {
    let arrive = (_: string) => {};
    server = await httpServer(() => {});
    client = clientOf(server.url, () => new Promise<string>(resolve => (arrive = resolve)));
    const handle = client.watch(billing, options, log);
    handle.close();
    arrive('token');
    await moment();
    expect(server.connections).toEqual([]);
    expect(log.told).toEqual([]);
  });

  it('before its answer has come closes its socket', async () => {
    const handle = await watch(() => {});
    while (server!.connections.length === 0) await moment();
    handle.close();
    await new Promise<void>(resolve => server!.connections[0].on('close', resolve).resume());
    expect(log.told).toEqual([]);
  });

  it.each(['onOpen', 'onEvent'] as const)('within %s lets nothing follow', async callback => {
    server = await httpServer((_request, response) => void response.end(modifiedLine('8') + modifiedLine('9')));
    client = clientOf(server.url);
    log = new WatchLog({ [callback]: () => handle.close() });
    const handle = client.watch(billing, options, log);
    await log.until(1);
    await moment();
    expect(log.told).toEqual(callback === 'onOpen' ? ['open'] : ['open', modified('8')]);
  });

  it('within onClose, or closing the client there, does nothing more', async () => {
    server = await httpServer((_request, response) => void response.end());
    client = clientOf(server.url);
    log = new WatchLog({ onClose: () => (handle.close(), client.close()) });
    const handle = client.watch(billing, options, log);
    await log.end();
    await moment();
    expect(log.told).toEqual(['open', { closed: undefined }]);
  });

  it('leaves requests and other watches alone', async () => {
    server = await httpServer((request, response) => {
      if (request.url?.includes('watch=1')) response.writeHead(200).flushHeaders();
      else setTimeout(() => answer(response, lease()), 20);
    });
    client = clientOf(server.url);
    const other = new WatchLog();
    const handle = client.watch(billing, options, log);
    client.watch(billing, options, other);
    await Promise.all([log.until(1), other.until(1)]);
    const reading = client.read(billing, ample);
    handle.close();
    expect((await reading).lease).toEqual(lease());
    expect(other.told).toEqual(['open']);
    client.close();
    expect(await other.end()).toMatchObject({ code: 'network' });
    expect((await failureOf(client.read(billing, { timeout: 1 }))).code).toBe('timeout');
  });
});
