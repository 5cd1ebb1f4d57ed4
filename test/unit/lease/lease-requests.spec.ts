import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type IncomingMessage } from 'node:http';
import { type HttpLeaseClient } from '../../../lib/core/lease/http-lease-client.js';
import { ample, billing, clientOf, failureOf, lease, times } from './fixtures.js';
import { answer, bodyOf, type Handler, httpServer, type ScriptedServer } from './scripted-server.js';

let server: ScriptedServer;
let client: HttpLeaseClient;

async function serve(handler: Handler, path = '', token?: string) {
  server = await httpServer(handler);
  client = clientOf(server.url + path, token);
}

afterEach(async () => {
  client.close();
  await server.close();
});

/** Answers every request with a lease, and keeps what was asked. */
async function serveLease(path = '') {
  const requests: (Pick<IncomingMessage, 'method' | 'url' | 'headers'> & { body?: Record<string, unknown> })[] = [];
  await serve(
    (request, response) => {
      const { method, url, headers } = request;
      const reply = (body?: Record<string, unknown>) => {
        requests.push({ method, url, headers, body });
        answer(response, lease(), method === 'POST' ? 201 : 200, { Date: 'Tue, 01 Jul 2025 10:00:00 GMT' });
      };
      if (method === 'GET') reply();
      else void bodyOf(request).then(reply);
    },
    path,
    'secret',
  );
  return requests;
}

describe('The requests of the HTTP lease client', () => {
  it('reads the most recent lease, and tells the time of the server', async () => {
    const requests = await serveLease();
    expect(await client.read(billing, ample)).toEqual({ lease: lease(), serverTime: Date.UTC(2025, 6, 1, 10) });
    expect(requests[0].method).toBe('GET');
    expect(requests[0].url).toBe('/apis/coordination.k8s.io/v1/namespaces/default/leases/billing');
  });

  it('says who it is and what it takes, and does not ask for compression', async () => {
    const requests = await serveLease();
    await client.read(billing, ample);
    expect(requests[0].headers).toMatchObject({
      authorization: 'Bearer secret',
      accept: 'application/json',
      'user-agent': 'nestjs-kubernetes-leader',
    });
    expect(requests[0].headers).not.toHaveProperty('accept-encoding');
  });

  it('tells no time of the server where its Date header is missing or none', async () => {
    const dates = [undefined, 'tomorrow 12', '2025-07-01'];
    await serve((_request, response) => {
      response.sendDate = false;
      const date = dates.shift();
      answer(response, lease(), 200, date === undefined ? {} : { Date: date });
    });
    const answers = await times(3, () => client.read(billing, ample));
    expect(answers.map(({ serverTime }) => serverTime)).toEqual([undefined, undefined, undefined]);
  });

  it('creates in the collection', async () => {
    const requests = await serveLease();
    await client.create({ metadata: { ...billing }, spec: { holderIdentity: 'me' } }, ample);
    expect(requests[0]).toMatchObject({
      method: 'POST',
      url: '/apis/coordination.k8s.io/v1/namespaces/default/leases',
      headers: { 'content-type': 'application/json' },
      body: {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: billing,
        spec: { holderIdentity: 'me' },
      },
    });
  });

  it('writes back what it does not know, but not the managed fields', async () => {
    const requests = await serveLease();
    const whole = lease('7', { other: { a: 1 } });
    Object.assign(whole.metadata, { labels: { b: 'ü' }, managedFields: [{ time: 'now' }] });
    await client.replace({ ...whole, spec: { ...whole.spec, strategy: 'new' } }, ample);
    expect(requests[0].method).toBe('PUT');
    expect(requests[0].body).toEqual({
      ...lease('7', { other: { a: 1 } }),
      metadata: { ...lease().metadata, labels: { b: 'ü' } },
      spec: { ...lease().spec, strategy: 'new' },
    });
    expect(whole.metadata.managedFields).toHaveLength(1);
  });

  it('keeps the managed fields of an answer', async () => {
    const managed = lease();
    managed.metadata.managedFields = [{ manager: 'us', time: '2025-07-01T10:00:00Z' }];
    await serve((_request, response) => answer(response, managed));
    expect((await client.read(billing, ample)).lease).toEqual(managed);
  });

  it('sends no write that would not be a compare-and-swap', async () => {
    const requests = await serveLease();
    const noUid = lease();
    delete noUid.metadata.uid;
    const noVersion = lease();
    delete noVersion.metadata.resourceVersion;
    for (const unsafe of [noUid, noVersion]) {
      expect(await failureOf(client.replace(unsafe, ample))).toMatchObject({ code: 'rejected', verb: 'update' });
    }
    expect(requests).toEqual([]);
  });

  it('puts its paths behind that of the server, as for a proxy of many clusters', async () => {
    const requests = await serveLease('/k8s/clusters/c-1/');
    await client.read(billing, ample);
    expect(requests[0].url).toBe('/k8s/clusters/c-1/apis/coordination.k8s.io/v1/namespaces/default/leases/billing');
  });

  it('lets no name out of its place in the path', async () => {
    const requests = await serveLease();
    await failureOf(client.read({ namespace: 'a&b', name: 'x?y#z' }, ample));
    expect(requests[0].url).toBe('/apis/coordination.k8s.io/v1/namespaces/a%26b/leases/x%3Fy%23z');
    // The API server takes an encoded slash for a slash.
    for (const name of ['', '.', '..', '\ud800', 'billing/', '../secrets/x', 'pods/p/proxy', '%2e%2e', 'a%2fb']) {
      expect((await failureOf(client.read({ namespace: 'default', name }, ample))).code).toBe('rejected');
      expect((await failureOf(client.read({ namespace: name, name: 'billing' }, ample))).code).toBe('rejected');
    }
    expect(requests).toHaveLength(1);
  });

  it('sends no name that its receiver could read as anything but that one name', async () => {
    let asked: string | undefined;
    await serve(({ url }, response) => {
      asked = url;
      answer(response, lease());
    });
    const names = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[a-c./%2fF\\?#&=;\0-]{1,6}$/));
    await fc.assert(
      fc.asyncProperty(names, names, async (namespace, name) => {
        asked = undefined;
        await client.read({ namespace, name }, ample).catch(() => {});
        if (asked === undefined) return;
        const segments = decodeURIComponent(new URL(asked, server.url).pathname).split('/');
        expect(segments).toEqual(['', 'apis', 'coordination.k8s.io', 'v1', 'namespaces', namespace, 'leases', name]);
      }),
    );
  });
});
