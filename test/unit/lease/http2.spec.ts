import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { DirectConnection } from '../../../lib/core/lease/connection/direct.connection.js';
import { HttpLeaseClient } from '../../../lib/core/lease/http-lease-client.js';
import { LeaseApiServer, ManualClock } from '../../../lib/testing/index.js';
import { createCertificateAuthority } from '../../support/kube-apiserver-certificates.js';
import { ample, billing, failureOf, lease, moment, times, WatchLog } from './fixtures.js';
import { http2Server } from './scripted-server.js';

const authority = createCertificateAuthority();
const tls = authority.loopbackServer();
const watching = { timeoutSeconds: 300, openTimeout: 20_000 };
/** Milliseconds for a connection to be old enough to be doubted. */
const old = 1_000;

type Server = Awaited<ReturnType<typeof http2Server>>;
let server: Server;
let client: HttpLeaseClient;
let clock: ManualClock;
let requests: { path: string; response: Http2ServerResponse; session: unknown }[];

type Handler = (request: Http2ServerRequest, response: Http2ServerResponse) => void;

const answer: Handler = (_request, response) => response.end(JSON.stringify(lease()));
const isWatch = ({ url }: Http2ServerRequest) => url.includes('watch=1');
/** Opens watches, and leaves everything else to the test. */
const open: Handler = (request, response) => {
  if (isWatch(request)) response.stream.respond({ ':status': 200 });
  else answer(request, response);
};
const event = (version: string) => `${JSON.stringify({ type: 'MODIFIED', object: lease(version) })}\n`;

async function serve(handler: Handler = open, settings: object = {}) {
  server = await http2Server({ ...tls, settings }, (request, response) => {
    requests.push({ path: request.url, response, session: request.stream.session });
    response.on('error', () => {});
    handler(request, response);
  });
  client = clientOf(server.url);
}

function clientOf(url: string): HttpLeaseClient {
  return new HttpLeaseClient(new DirectConnection({ server: url, token: 'secret', ca: authority.cert }, clock), clock);
}

async function watch(log = new WatchLog()): Promise<WatchLog> {
  client.watch(billing, watching, log);
  await log.until(1);
  expect(log.told).toEqual(['open']);
  return log;
}

beforeEach(() => {
  clock = new ManualClock();
  requests = [];
});

afterEach(async () => {
  client.close();
  await server?.close();
  expect(clock.pendingTimers).toBe(0);
});

describe('Over HTTP/2', () => {
  it('requests and watches of a client share one connection, which says who asks', async () => {
    await serve((request, response) => {
      expect(request.headers).toMatchObject({
        authorization: 'Bearer secret',
        'user-agent': 'nestjs-kubernetes-leader',
      });
      open(request, response);
    });
    await Promise.all([client.read(billing, ample), watch(), watch(), client.replace(lease(), ample)]);
    expect(server.connections).toHaveLength(1);
  });

  it('a vacancy opens no connection: one is open', async () => {
    await serve();
    const log = await watch();
    const vacancy = { type: 'MODIFIED', object: lease('8', { spec: { holderIdentity: '' } }) };
    requests[0].response.stream.write(`${JSON.stringify(vacancy)}\n`);
    await log.until(2);
    await client.replace(lease('8'), ample);
    expect(server.connections).toHaveLength(1);
  });

  it('95 watches fill a connection, and leave it room for requests', async () => {
    await serve();
    await Promise.all(Array.from({ length: 95 }, () => watch()));
    expect(server.sessions).toHaveLength(1);
    await watch();
    expect(server.sessions).toHaveLength(2);
    await client.read(billing, ample);
    expect(server.sessions).toHaveLength(2);
  });

  it('watches go where others are, and requests over a connection that has let none down', async () => {
    await serve();
    await watch();
    await clock.advance(old);
    await client.read(billing, { ...ample, freshConnection: true });
    await moment(); // the first connection answers the ping
    await watch();
    await client.read(billing, ample);
    const used = requests.map(({ session }) => server.sessions.indexOf(session as never));
    expect(used).toEqual([0, 1, 0, 1]);
  });

  it('what a burst has opened runs empty, and closes', async () => {
    await serve(open, { maxConcurrentStreams: 4 });
    await watch();
    await Promise.all(Array.from({ length: 20 }, () => client.read(billing, ample)));
    await moment();
    expect(server.sessions.length).toBeGreaterThan(1);
    const burst = requests.length;
    for (let i = 0; i < 3; i++) {
      await client.read(billing, ample);
      await moment(); // its place is free again
    }
    const used = requests.slice(burst).map(({ session }) => server.sessions.indexOf(session as never));
    expect(used).toEqual([0, 0, 0]);
  });

  it('a watch waits for one of the requests that fill a connection, and opens none of its own', async () => {
    const held: Http2ServerResponse[] = [];
    await serve((request, response) => void (isWatch(request) ? open(request, response) : held.push(response)), {
      maxConcurrentStreams: 4,
    });
    const first = await watch(); // tells the limit
    const reads = Array.from({ length: 3 }, () => client.read(billing, ample));
    await moment();
    const given = new WatchLog();
    client.watch(billing, watching, given).close();
    const waiting = new WatchLog();
    client.watch(billing, watching, waiting);
    await moment();
    expect([held.length, waiting.told]).toEqual([3, []]);
    held[0].end(JSON.stringify(lease()));
    await waiting.until(1);
    expect(waiting.told).toEqual(['open']);
    expect(server.sessions).toHaveLength(1);
    for (const response of held.slice(1)) response.end(JSON.stringify(lease()));
    await Promise.all(reads);
    expect([first.told, given.told]).toEqual([['open'], []]);
  });

  it('64 leases are read at a time, and no write waits for them', async () => {
    const held: Http2ServerResponse[] = [];
    await serve(
      (request, response) => void (request.method === 'GET' ? held.push(response) : answer(request, response)),
    );
    const reads = Array.from({ length: 70 }, () => client.read(billing, ample));
    const late = Array.from({ length: 6 }, () => failureOf(client.read(billing, { timeout: 1_000 })));
    await client.replace(lease(), ample);
    await moment();
    expect(held).toHaveLength(64);
    await clock.advance(1_000);
    for (const failure of await Promise.all(late))
      expect(failure.message).toContain('no answer to the reads before it');
    for (const response of held.splice(0)) response.end(JSON.stringify(lease()));
    while (held.length < 6) await moment();
    for (const response of held) response.end(JSON.stringify(lease()));
    expect(await Promise.all(reads)).toHaveLength(70);
  });

  it('a server that allows fewer streams gets fewer', async () => {
    await serve(open, { maxConcurrentStreams: 3 });
    await client.read(billing, ample); // tells the limit
    await times(3, () => watch());
    await client.read(billing, ample);
    expect(server.sessions).toHaveLength(2);
    const counts = server.sessions.map(session => requests.filter(request => request.session === session).length);
    expect(counts.reduce((a, b) => a + b)).toBe(5);
  });

  it('a request that the server does not take is sent again; after the third time it has failed', async () => {
    let refusals = 2;
    await serve((request, response) => (refusals-- > 0 ? response.stream.close(7) : answer(request, response)));
    expect((await client.read(billing, ample)).lease).toEqual(lease());
    expect(requests).toHaveLength(3);
    refusals = 3;
    expect((await failureOf(client.read(billing, ample))).code).toBe('network');
    expect(requests).toHaveLength(6);
  });

  it('a request whose stream is reset is not sent again: it may have been carried out', async () => {
    await serve((_request, response) => response.stream.close(2));
    expect(await failureOf(client.replace(lease(), ample))).toMatchObject({ code: 'network' });
    expect(requests).toHaveLength(1);
  });

  it('an answer or an event that is cut off is a failure of the network, also when it is cut off as if cancelled', async () => {
    for (const code of [2, 8]) {
      await serve((_request, response) => {
        response.writeHead(200);
        response.write('{"kind"', () => response.stream.close(code));
      });
      expect(await failureOf(client.read(billing, ample))).toMatchObject({ code: 'network' });
      const log = new WatchLog();
      client.watch(billing, watching, log);
      expect(await log.end()).toMatchObject({ code: 'network', verb: 'watch' });
      client.close();
      await server.close();
    }
  });

  it('what is given up ends its stream, and nothing else', async () => {
    await serve((request, response) => isWatch(request) && open(request, response));
    const log = await watch();
    const given = failureOf(client.read(billing, { timeout: 1_000 }));
    while (requests.length < 2) await moment();
    await clock.advance(1_000);
    expect((await given).message).toContain('no complete answer within 1 s');
    while (!requests[1].response.stream.destroyed) await moment();
    requests[0].response.stream.write(event('8'));
    await log.until(2);
    expect(server.connections[0].destroyed).toBe(false);
  });

  it('answers and events that are larger than the windows of flow control come through', async () => {
    const large = lease('8', { spec: { holderIdentity: 'x'.repeat(500_000) } });
    await serve((request, response) => {
      const text = isWatch(request)
        ? `${JSON.stringify({ type: 'MODIFIED', object: large })}\n`
        : JSON.stringify(large);
      response.end(text);
    });
    const logs = Array.from({ length: 5 }, () => new WatchLog());
    for (const log of logs) client.watch(billing, watching, log);
    const answers = await Promise.all(Array.from({ length: 5 }, () => client.read(billing, ample)));
    expect(answers.every(({ lease }) => lease.spec?.holderIdentity?.length === 500_000)).toBe(true);
    for (const log of logs) expect(await log.end()).toBeUndefined();
  });

  it('headers without end are a failure, and the next request gets through', async () => {
    let long = true;
    await serve((request, response) => {
      if (long) for (let i = 0; i < 200; i++) response.setHeader(`x-${i}`, 'y'.repeat(1_000));
      answer(request, response);
    });
    expect((await failureOf(client.read(billing, ample))).code).toBe('network');
    long = false;
    expect((await client.read(billing, ample)).lease).toEqual(lease());
  });

  it('credentials that no header can carry are a failure of the connection', async () => {
    await serve();
    const bad = new HttpLeaseClient(
      new DirectConnection({ server: server.url, ca: authority.cert, token: () => 'a\nb' }, clock),
      clock,
    );
    expect((await failureOf(bad.read(billing, ample))).code).toBe('connection');
    bad.close();
  });

  it('requests by the hundreds leave nothing behind on their connection', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on('warning', note);
    await serve();
    await times(300, () => client.read(billing, ample));
    await moment();
    process.off('warning', note);
    expect(warnings).toEqual([]);
    expect(server.connections).toHaveLength(1);
  });

  it('close() ends what is under way and leaves no connection; a later request opens one', async () => {
    await serve((request, response) => isWatch(request) && open(request, response));
    const log = await watch();
    const reading = failureOf(client.read(billing, ample));
    while (requests.length < 2) await moment();
    client.close();
    expect(await reading).toMatchObject({ code: 'network' });
    expect(await log.end()).toMatchObject({ code: 'network' });
    while (!server.connections[0].destroyed) await moment();
    await watch();
    expect(server.connections).toHaveLength(2);
  });
});

describe('A connection that the server wants to close (GOAWAY)', () => {
  it('carries what is under way to its end, and new requests go over another', async () => {
    await serve();
    const log = await watch();
    server.sessions[0].goaway(0);
    await moment();
    await client.read(billing, ample);
    expect(server.sessions).toHaveLength(2);
    requests[0].response.stream.write(event('8'));
    await log.until(2);
    requests[0].response.end();
    expect(await log.end()).toBeUndefined();
    while (!server.connections[0].destroyed) await moment();
  });

  it('ends its watches as if they had ended when it closes', async () => {
    await serve();
    const log = await watch();
    server.sessions[0].goaway(0);
    await moment();
    requests[0].response.stream.write('{"type":'); // what is cut off is told again
    await moment();
    server.sessions[0].destroy();
    expect(await log.end()).toBeUndefined();
  });

  it('is closed at once if nothing is under way', async () => {
    await serve();
    await client.read(billing, ample);
    server.sessions[0].close();
    while (!server.connections[0].destroyed) await moment();
    await client.read(billing, ample);
    expect(server.sessions).toHaveLength(2);
  });
});

describe('A connection over which a request got no answer', () => {
  let api: LeaseApiServer;

  beforeEach(async () => {
    api = new LeaseApiServer({ tls });
    await api.listen();
    api.leases.put({ metadata: { name: 'billing' }, spec: { holderIdentity: 'first' } });
    client = clientOf(api.url);
    server = undefined as unknown as Server;
  });
  afterEach(async () => {
    client.close();
    await api.close();
  });

  const version = () => api.leases.get('billing')!.metadata.resourceVersion;
  const watched = async () => {
    const log = new WatchLog();
    client.watch(billing, { ...watching, resourceVersion: version() }, log);
    await log.until(1);
    await clock.advance(old);
    return log;
  };

  it('keeps its watches if it answers a ping, while a fresh one takes over the requests', async () => {
    const log = await watched();
    await client.read(billing, { ...ample, freshConnection: true });
    await moment();
    await clock.advance(10_000);
    api.leases.put({ metadata: { name: 'billing' }, spec: { holderIdentity: 'second' } });
    await log.until(2);
    expect(log.told).toHaveLength(2);
  });

  it('loses its watches if it does not, and its requests go on to wait', async () => {
    const log = await watched();
    const write = failureOf(client.replace({ ...lease(), metadata: api.leases.get('billing')!.metadata }, ample));
    api.loseConnections();
    await client.read(billing, { ...ample, freshConnection: true });
    await clock.advance(4_999);
    await moment();
    expect(log.told).toEqual(['open']);
    await clock.advance(1);
    expect(await log.end()).toMatchObject({ code: 'network', verb: 'watch' });
    let failed = false;
    void write.then(() => (failed = true));
    await moment();
    expect(failed).toBe(false);
    await clock.advance(20_000);
    expect(await write).toMatchObject({ code: 'timeout' });
  });

  it('is replaced once for all leases that doubt it at the same time', async () => {
    const log = await watched();
    await Promise.all(Array.from({ length: 50 }, () => client.read(billing, { ...ample, freshConnection: true })));
    expect(api.connections).toBe(2);
    expect(log.told).toEqual(['open']);
  });
});

it('A server that offers no HTTP/2 is spoken to over HTTP/1.1, on the connection that asked it', async () => {
  const api = new LeaseApiServer({ tls, protocols: ['http/1.1'] });
  await api.listen();
  api.leases.put({ metadata: { name: 'billing' }, spec: { holderIdentity: 'first' } });
  client = clientOf(api.url);
  await times(3, () => client.read(billing, ample));
  expect(api.connections).toBe(1);
  await watch();
  expect(api.connections).toBe(2);
  client.close();
  await api.close();
});
