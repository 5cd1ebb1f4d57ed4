import { afterEach, describe, expect, it } from '@jest/globals';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { HttpLeaseClient } from '../../../lib/core/lease/http-lease-client.js';
import { ample, billing, clientOf, failureOf, lease, moment, plainSettings, SpyConnection, times } from './fixtures.js';
import { answer, type Handler, httpServer, rawServer, type ScriptedServer, status } from './scripted-server.js';

let server: ScriptedServer;
let client: HttpLeaseClient;

async function serve(handler: Handler) {
  server = await httpServer(handler);
  client = clientOf(server.url, 'a-very-secret-token');
}

afterEach(async () => {
  client.close();
  await server.close();
});

describe('An error of the API', () => {
  it.each([
    [400, 'rejected'],
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'notFound'],
    [409, 'conflict'],
    [410, 'gone'],
    [422, 'rejected'],
    [429, 'throttled'],
    [500, 'server'],
    [503, 'server'],
  ])('with status %i is %s', async (code, failure) => {
    await serve((_request, response) => answer(response, status(code, 'because'), code));
    const error = await failureOf(client.read(billing, ample));
    expect(error).toMatchObject({ code: failure, status: code, verb: 'get' });
    expect(error.message).toMatch(new RegExp(`^get lease default/billing: ${code} [A-Z].*: because$`));
  });

  it('says which permission is missing', async () => {
    const message =
      'leases.coordination.k8s.io "billing" is forbidden: User "x" cannot update resource "leases"\nin it';
    await serve((_request, response) => answer(response, status(403, message), 403));
    const error = await failureOf(client.replace(lease(), ample));
    expect(error.message).toBe(`update lease default/billing: 403 Forbidden: ${message.replace('\n', ' ')}`);
  });

  it('names verb and resource of a missing permission even where the server does not', async () => {
    await serve((_request, response) => void response.writeHead(403).end('<html>'));
    const error = await failureOf(client.create({ metadata: billing }, ample));
    expect(error.message).toBe(
      'create lease default/billing: 403 Forbidden: no permission for leases.coordination.k8s.io (the server does not say why)',
    );
  });

  it.each([404, 409])(
    'with status %i says nothing about the lease where it is not the API that answers',
    async code => {
      await serve((_request, response) => void response.writeHead(code).end('404 page not found'));
      expect(await failureOf(client.read(billing, ample))).toMatchObject({ code: 'malformed', status: code });
    },
  );

  it('tells how long to wait: in seconds, as a date by the clock of the server, or in its body', async () => {
    const date = 'Tue, 01 Jul 2025 10:00:00 GMT';
    const answers: Parameters<Handler>[1][] = [];
    const bodies = [
      { 'Retry-After': '3' },
      { 'Retry-After': 'Tue, 01 Jul 2025 10:00:05 GMT', Date: date },
      { 'Retry-After': 'Tue, 01 Jul 2025 09:00:00 GMT', Date: date },
      {},
      { 'Retry-After': 'soon' },
    ];
    await serve((_request, response) => {
      const headers = bodies[answers.push(response) - 1];
      const more = answers.length === 4 ? { details: { retryAfterSeconds: 2 } } : {};
      answer(response, status(429, 'too many', more), 429, headers);
    });
    const failures = await times(bodies.length, () => failureOf(client.read(billing, ample)));
    expect(failures.map(failure => failure.retryAfter)).toEqual([3000, 5000, 0, 2000, undefined]);
  });

  it('keeps its meaning where its body is endless, compressed or not text', async () => {
    const bodies = [Buffer.alloc(64 * 1024 * 1024, 'x'), gzipSync('{}'), Buffer.of(0xff, 0xfe)];
    await serve((_request, response) => void response.writeHead(503).end(bodies.shift()));
    const failures = await times(3, () => failureOf(client.read(billing, ample)));
    expect(failures.map(failure => failure.code)).toEqual(['server', 'server', 'server']);
  });
});

describe('An answer that is not a lease', () => {
  const bare = { ...lease(), metadata: { ...billing } };
  it.each<[string, Handler]>([
    ['HTML', (_, response) => void response.end('<html>')],
    ['empty', (_, response) => void response.writeHead(204).end()],
    ['a list', (_, response) => answer(response, [lease()])],
    ['null', (_, response) => answer(response, null)],
    ['another kind', (_, response) => answer(response, { ...lease(), kind: 'LeaseList' })],
    ['without metadata', (_, response) => answer(response, { kind: 'Lease' })],
    ['another lease', (_, response) => answer(response, lease('7', { metadata: { ...lease().metadata, name: 'b' } }))],
    ['without uid', (_, response) => answer(response, { ...bare, metadata: { ...billing, resourceVersion: '7' } })],
    ['without version', (_, response) => answer(response, { ...bare, metadata: { ...billing, uid: 'u' } })],
    ['of a version that is no integer', (_, response) => answer(response, lease('0x7'))],
    ['not UTF-8', (_, response) => void response.end(Buffer.from(JSON.stringify(lease('7', { x: 'é' })), 'latin1'))],
    [
      'compressed',
      (_, response) =>
        void response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(JSON.stringify(lease()))),
    ],
    ['of 64 MB', (_, response) => void response.end(Buffer.alloc(64 * 1024 * 1024, ' '))],
  ])('(%s) is malformed', async (_, handler) => {
    await serve(handler);
    expect((await failureOf(client.read(billing, ample))).code).toBe('malformed');
  });

  it('is malformed where it is no HTTP', async () => {
    server = await rawServer(socket => socket.end('SSH-2.0-OpenSSH_9.9\r\n'));
    client = clientOf(server.url);
    expect((await failureOf(client.read(billing, ample))).code).toBe('malformed');
  });

  it('is a redirect, which is not followed', async () => {
    const urls: (string | undefined)[] = [];
    await serve((request, response) => {
      urls.push(request.url);
      response.writeHead(302, { Location: '/elsewhere' }).end();
    });
    expect(await failureOf(client.read(billing, ample))).toMatchObject({ code: 'malformed', status: 302 });
    expect(urls).toHaveLength(1);
  });

  it('is nobody’s matter as far as its spec goes', async () => {
    const odd = lease('7', { spec: { leaseDurationSeconds: 'long' as unknown as number, holderIdentity: null } });
    await serve((_request, response) => answer(response, odd));
    expect((await client.read(billing, ample)).lease).toEqual(odd);
  });
});

describe('A connection', () => {
  it('that is refused is a failure of the network, with the address', async () => {
    await serve(() => {});
    await server.close();
    const error = await failureOf(client.read(billing, ample));
    expect(error.code).toBe('network');
    expect(error.message).toContain(`no answer from ${server.url}: connect ECONNREFUSED`);
  });

  it.each([
    ['before the answer', ''],
    ['within the head', 'HTTP/1.1 200 OK\r\nContent-'],
    ['within the body', 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"kind":'],
    ['within a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{"kind"'],
  ])('that is cut %s is a failure of the network', async (_, bytes) => {
    server = await rawServer(socket => socket.end(bytes));
    client = clientOf(server.url);
    expect((await failureOf(client.read(billing, ample))).code).toBe('network');
  });

  it.each([
    ['nothing at all', ''],
    ['only the head', 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n'],
    ['one character and then nothing', 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{'],
    ['an interim answer', 'HTTP/1.1 102 Processing\r\n\r\n'],
  ])('that brings %s times out, and is closed', async (_, bytes) => {
    server = await rawServer(socket => socket.write(bytes));
    client = clientOf(server.url);
    const error = await failureOf(client.read(billing, { timeout: 300 }));
    expect(error.code).toBe('timeout');
    expect(error.message).toBe('get lease default/billing: no complete answer within 300 ms');
    await new Promise<void>(resolve => server.connections[0].on('close', resolve).resume());
  });

  it('that never comes about is not called an answer that is late', async () => {
    server = await rawServer(() => {}); // accepts, and never shakes hands
    const url = server.url.replace('http:', 'https:');
    client = clientOf(url);
    const error = await failureOf(client.read(billing, { timeout: 300 }));
    expect(error.code).toBe('timeout');
    expect(error.message).toBe(`get lease default/billing: no connection to ${url} within 300 ms`);
  });

  it('that drips times out at the same moment: the timeout is for the whole answer', async () => {
    let drops = 0;
    const drips: NodeJS.Timeout[] = [];
    server = await rawServer(socket => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n');
      drips.push(setInterval(() => void (drops++, socket.write(' ')), 5));
    });
    client = clientOf(server.url);
    expect((await failureOf(client.read(billing, { timeout: 300 }))).code).toBe('timeout');
    drips.forEach(clearInterval);
    expect(drops).toBeGreaterThan(1);
  });

  it('that makes an unknown upgrade of it is a failure of the network', async () => {
    server = await rawServer(socket =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
    );
    client = clientOf(server.url);
    expect((await failureOf(client.read(billing, ample))).code).toBe('network');
  });
});

describe('Credentials', () => {
  it('that do not come in time end in a timeout, and nothing is sent when they come later', async () => {
    const requests: unknown[] = [];
    await serve(request => requests.push(request.url));
    let arrive = (_: string) => {};
    const slow = clientOf(server.url, () => new Promise<string>(resolve => (arrive = resolve)));
    const error = await failureOf(slow.replace(lease(), { timeout: 20 }));
    expect(error.code).toBe('timeout');
    expect(error.message).toBe('update lease default/billing: no credentials within 20 ms');
    arrive('token');
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(requests).toEqual([]);
    expect(server.connections).toEqual([]);
    slow.close();
  });

  it('that are slow to come again do not hold up a request: the old ones stay in use', async () => {
    const seen: unknown[] = [];
    await serve((request, response) => {
      seen.push(request.headers.authorization);
      answer(response, lease());
    });
    let asked = 0;
    const slow = clientOf(server.url, () =>
      ++asked === 1 ? Promise.resolve('first') : new Promise<string>(resolve => (arrive = resolve)),
    );
    let arrive = (_: string) => {};
    await slow.read(billing, ample);
    await slow.read(billing, ample);
    expect(asked).toBe(2);
    arrive('second');
    await moment();
    await slow.read(billing, ample);
    expect(seen).toEqual(['Bearer first', 'Bearer first', 'Bearer second']);
    slow.close();
  });

  it('are not asked for where no time is left', async () => {
    await serve(() => {});
    const asked: string[] = [];
    const late = clientOf(server.url, () => Promise.resolve(String(asked.push('asked'))));
    for (const timeout of [0, -1, NaN]) {
      expect((await failureOf(late.read(billing, { timeout }))).code).toBe('timeout');
    }
    expect(asked).toEqual([]);
  });

  it('that cannot be had are a failure of the connection', async () => {
    await serve(() => {});
    const failing = clientOf(server.url, () => Promise.reject(new Error('the vault is sealed')));
    const error = await failureOf(failing.read(billing, ample));
    expect(error).toMatchObject({ code: 'connection', status: undefined });
    expect(error.message).toContain('the vault is sealed');
  });

  it('that no header can carry are a failure of the connection', async () => {
    await serve(() => {});
    const error = await failureOf(clientOf(server.url, () => Promise.resolve('a\nb')).read(billing, ample));
    expect(error.code).toBe('connection');
  });

  it('are asked for again after a 401 and after a failure of the network, not after other answers', async () => {
    const codes = [403, 401, 500];
    await serve((_request, response) => {
      const code = codes.shift();
      if (code) answer(response, status(code, 'no'), code);
      else response.destroy();
    });
    const connection = new SpyConnection(() => Promise.resolve(plainSettings(server.url)));
    client = new HttpLeaseClient(connection);
    await times(4, () => failureOf(client.read(billing, ample)));
    expect(connection.refreshed).toEqual(['unauthorized', 'unreachable']);
  });

  it('appear in no error', async () => {
    const token = 'a-very-secret-token';
    await serve((_request, response) => answer(response, status(401, `Bearer ${token} is not valid`), 401));
    const refused = await failureOf(client.read(billing, ample));
    await server.close();
    const unreachable = await failureOf(client.read(billing, ample));
    const broken = await failureOf(
      clientOf(server.url, () => Promise.reject(Object.assign(new Error('no'), { request: { token } }))).read(
        billing,
        ample,
      ),
    );
    const quoting = await failureOf(
      clientOf(server.url, () => Promise.resolve(String(JSON.parse(token)))).read(billing, ample),
    );
    for (const error of [refused, unreachable, broken, quoting]) {
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('a-very');
    }
  });
});
