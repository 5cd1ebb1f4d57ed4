import { afterEach, describe, expect, it } from '@jest/globals';
import { type Socket } from 'node:net';
import { type TLSSocket } from 'node:tls';
import { type HttpLeaseClient } from '../../../lib/core/lease/http-lease-client.js';
import { createCertificateAuthority } from '../../support/kube-apiserver-certificates.js';
import { ample, billing, clientOf, failureOf, lease, moment, times, WatchLog } from './fixtures.js';
import { answer, type Handler, httpServer, httpsServer, rawServer, type ScriptedServer } from './scripted-server.js';

let server: ScriptedServer;
let client: HttpLeaseClient;

afterEach(async () => {
  client.close();
  await server.close();
});

const watching = { timeoutSeconds: 60, openTimeout: 20_000 };
/** For a request to be old enough to be doubted. */
const longEnough = () => new Promise<void>(resolve => setTimeout(resolve, 110));
const isWatch = (url: string | undefined) => url?.includes('watch=1');
const answerLease: Handler = (_request, response) => answer(response, lease());

describe('The sockets of the HTTP lease client', () => {
  it('are used again', async () => {
    server = await httpServer(answerLease);
    client = clientOf(server.url);
    await times(3, () => client.read(billing, ample));
    expect(server.connections).toHaveLength(1);
  });

  it('are given up where a fresh connection is asked for, which is then used again', async () => {
    server = await httpServer(answerLease);
    client = clientOf(server.url);
    await Promise.all([client.read(billing, ample), client.read(billing, ample)]);
    await longEnough();
    await client.read(billing, { ...ample, freshConnection: true });
    expect(server.connections.map(socket => socket.destroyed)).toEqual([true, true, false]);
    await client.read(billing, ample);
    expect(server.connections).toHaveLength(3);
  });

  it('leave requests of others alone where a fresh connection is asked for', async () => {
    let release = () => {};
    server = await httpServer((request, response) => {
      if (request.url?.endsWith('/slow')) release = () => answer(response, lease('7', slow));
      else answer(response, lease());
    });
    const slow = { metadata: { ...lease().metadata, name: 'slow' } };
    client = clientOf(server.url);
    const under = client.read({ namespace: 'default', name: 'slow' }, ample);
    await longEnough();
    await client.read(billing, { ...ample, freshConnection: true });
    release();
    expect((await under).lease.metadata.name).toBe('slow');
  });

  it('of a request that is left open carry its late answer, while others get through over fresh connections', async () => {
    const open: (() => void)[] = [];
    server = await httpServer((request, response) => {
      if (request.method === 'PUT') open.push(() => answer(response, lease('8')));
      else answer(response, lease());
    });
    client = clientOf(server.url);
    // As many as the client has connections for: none of them is answered before the doubted ones have been read.
    const writes = Array.from({ length: 64 }, () => client.replace(lease(), ample));
    while (open.length < 64) await moment();
    await longEnough();
    const before = server.connections.length;
    const reads = Array.from({ length: 64 }, () => client.read(billing, { ...ample, freshConnection: true }));
    expect((await Promise.all(reads)).every(({ lease }) => lease.metadata.resourceVersion === '7')).toBe(true);
    expect(server.connections.length).toBeGreaterThan(before);
    expect(server.connections.slice(0, before).every(socket => !socket.destroyed)).toBe(true);

    const second = client.replace(lease(), ample);
    while (open.length < 65) await moment();
    for (const finish of open) finish();
    const answers = await Promise.all([...writes, second]);
    expect(answers.every(({ lease }) => lease.metadata.resourceVersion === '8')).toBe(true);
    await moment();
    expect(server.connections.slice(0, before).every(socket => socket.destroyed)).toBe(true);
  });

  it('that the server closed while idle are a failure of the network for one request at most', async () => {
    // Closed at the very moment of the next request: it is sent, and nobody answers.
    server = await rawServer((socket, connection, request) => {
      const body = JSON.stringify(lease());
      if (connection === 1 && request.startsWith('PUT')) socket.resetAndDestroy();
      else socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    });
    client = clientOf(server.url);
    await client.read(billing, ample);
    const error = await failureOf(client.replace(lease(), ample));
    expect(error.code).toBe('network');
    expect(error.message).toContain('an idle connection to');
    expect((await client.replace(lease(), ample)).lease).toEqual(lease());
    expect(server.connections).toHaveLength(2);
  });

  it('that the server closed a while ago are not used', async () => {
    server = await httpServer(answerLease);
    client = clientOf(server.url);
    await client.read(billing, ample);
    server.connections[0].end();
    await moment();
    await client.read(billing, ample);
    expect(server.connections).toHaveLength(2);
  });

  it('are others for watches: a watch does not take the one that a request would find', async () => {
    const opened: Socket[] = [];
    server = await httpServer((request, response) => {
      opened.push(request.socket);
      if (isWatch(request.url)) response.writeHead(200).flushHeaders();
      else answer(response, lease());
    });
    client = clientOf(server.url);
    await client.read(billing, ample);
    const log = new WatchLog();
    const watch = client.watch(billing, watching, log);
    await log.until(1);
    await client.replace(lease(), ample);
    expect(opened[0]).toBe(opened[2]);
    expect(opened[1]).not.toBe(opened[0]);
    watch.close();
  });

  it('are closed by close(), which ends what is under way; later requests open new ones', async () => {
    let hang = true;
    server = await httpServer((request, response) => {
      if (isWatch(request.url)) response.writeHead(200).flushHeaders();
      else if (!hang) answer(response, lease());
    });
    client = clientOf(server.url);
    const log = new WatchLog();
    client.watch(billing, watching, log);
    await log.until(1);
    const request = failureOf(client.read(billing, ample));
    await moment();
    client.close();
    expect(await request).toMatchObject({ code: 'network' });
    expect(await log.end()).toMatchObject({ code: 'network', verb: 'watch' });
    await moment();
    expect(server.connections.every(socket => socket.destroyed)).toBe(true);
    hang = false;
    expect((await client.read(billing, ample)).lease).toEqual(lease());
  });
});

describe('TLS', () => {
  const authority = createCertificateAuthority();
  const certificate = authority.loopbackServer();

  it('is spoken with a server whose CA is given', async () => {
    server = await httpsServer(certificate, answerLease);
    client = clientOf(server.url, 'token', authority.cert);
    expect((await client.read(billing, ample)).lease).toEqual(lease());
  });

  it('is spoken with a server whose CA is given without the CA above it, as curl and client-go do', async () => {
    const intermediate = authority.intermediate();
    server = await httpsServer(intermediate.loopbackServer(), answerLease);
    client = clientOf(server.url, 'token', intermediate.cert);
    expect((await client.read(billing, ample)).lease).toEqual(lease());
    const log = new WatchLog();
    client.watch(billing, { ...watching, timeoutSeconds: 1 }, log);
    await log.until(1);
    expect(log.told).toEqual(['open']);
    client.close();
    client = clientOf(server.url, 'token', authority.intermediate().cert);
    expect((await failureOf(client.read(billing, ample))).code).toBe('network');
  });

  it('is refused to a server of an unknown CA, before anything is sent', async () => {
    const requests: unknown[] = [];
    server = await httpsServer(certificate, request => requests.push(request.url));
    for (const ca of [undefined, createCertificateAuthority().cert]) {
      client = clientOf(server.url, 'token', ca);
      const error = await failureOf(client.read(billing, ample));
      expect(error.code).toBe('network');
      expect(error.message).toMatch(/certificate/);
      expect(JSON.stringify(error.cause, Object.getOwnPropertyNames(error.cause))).not.toContain('raw');
    }
    expect(requests).toEqual([]);
  });

  it('is refused to a server whose certificate is for another name', async () => {
    server = await httpsServer(authority.client('127.0.0.1', []), answerLease);
    client = clientOf(server.url, 'token', authority.cert);
    expect((await failureOf(client.read(billing, ample))).code).toBe('network');
  });

  it('is refused for a watch as well, before anything is sent', async () => {
    const requests: unknown[] = [];
    const refused = [
      { certificate, ca: createCertificateAuthority().cert },
      { certificate: authority.client('127.0.0.1', []), ca: authority.cert },
    ];
    for (const { certificate, ca } of refused) {
      server = await httpsServer(certificate, request => requests.push(request.url));
      client = clientOf(server.url, 'token', ca);
      const log = new WatchLog();
      client.watch(billing, watching, log);
      expect(await log.end()).toMatchObject({ code: 'network', verb: 'watch' });
      await server.close();
    }
    expect(requests).toEqual([]);
  });

  it('goes on with the session of the last watch, on a connection of its own', async () => {
    const resumed: boolean[] = [];
    server = await httpsServer(certificate, (request, response) => {
      resumed.push((request.socket as TLSSocket).isSessionReused());
      response.writeHead(200).end();
    });
    client = clientOf(server.url, 'token', authority.cert);
    for (let i = 0; i < 3; i++) {
      const log = new WatchLog();
      client.watch(billing, watching, log);
      expect(await log.end()).toBeUndefined();
      while (!server.connections.at(-1)!.destroyed) await moment();
    }
    expect(resumed).toEqual([false, true, true]);
    expect(server.connections).toHaveLength(3);
  });

  it('has its handshake made as soon as a watch tells of a vacancy, and the write then finds it done', async () => {
    const byWrite: Socket[] = [];
    let release = () => {};
    server = await httpsServer(certificate, (request, response) => {
      if (!isWatch(request.url)) {
        byWrite.push(request.socket);
        return answer(response, lease());
      }
      const event = { type: 'MODIFIED', object: lease('8', { spec: { holderIdentity: '' } }) };
      response.writeHead(200).flushHeaders();
      release = () => void response.write(`${JSON.stringify(event)}\n`);
    });
    client = clientOf(server.url, 'token', authority.cert);
    const log = new WatchLog();
    client.watch(billing, watching, log);
    await log.until(1);
    await moment();
    expect(server.connections).toHaveLength(1);
    release();
    await log.until(2);
    while (server.connections.length < 2) await moment();
    await times(2, () => client.replace(lease(), ample));
    expect(server.connections).toHaveLength(2);
    expect(byWrite).toEqual([server.connections[1], server.connections[1]]);
  });

  it('of a vacancy that nobody fills is closed again with the client', async () => {
    const event = { type: 'DELETED', object: lease('8') };
    server = await httpsServer(certificate, (_request, response) => {
      response.writeHead(200).write(`${JSON.stringify(event)}\n`);
    });
    client = clientOf(server.url, 'token', authority.cert);
    client.watch(billing, watching, new WatchLog());
    while (server.connections.length < 2) await moment();
    client.close();
    await moment();
    expect(server.connections.map(socket => socket.destroyed)).toEqual([true, true]);
  });
});
