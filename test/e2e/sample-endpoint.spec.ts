import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { builtSample } from '../support/built-sample.js';
import { freePort } from '../support/free-port.js';
import { must } from '../support/kube-apiserver-access.js';
import { type KubeApiServer, type KubeObject, startKubeApiServer } from '../support/kube-apiserver.js';
import { apply, parseManifests } from '../support/manifests.js';
import { NodePrograms } from '../support/node-program.js';

jest.setTimeout(120_000);

let server: KubeApiServer;
const programs = new NodePrograms();

beforeAll(async () => {
  server = await startKubeApiServer();
}, 180_000);
afterEach(() => programs.destroy());
afterAll(() => server.stop(), 60_000);

async function untilPointsAt(address: string): Promise<KubeObject> {
  const path = `/apis/discovery.k8s.io/v1/namespaces/${server.namespace}/endpointslices/tickets-leader`;
  for (;;) {
    const { json } = await server.request('GET', path);
    const endpoints = (json.endpoints ?? []) as { addresses: string[] }[];
    if (endpoints.some(({ addresses }) => addresses.includes(address))) return json;
    await delay(50);
  }
}

async function replica(number: number) {
  const port = await freePort();
  const program = programs.start(`tickets-${number}`, builtSample('08-endpoint/main.js'), {
    env: {
      KUBECONFIG: server.kubeconfigPath,
      POD_NAME: `tickets-${number}`,
      POD_IP: `10.20.1.${number}`,
      PORT: String(port),
    },
  });
  const post = async () => {
    await program.says(/Listening on/);
    return fetch(`http://127.0.0.1:${port}/tickets`, { method: 'POST' });
  };
  return { program, port, post };
}

it('The sample 08-endpoint hands out tickets where the Service leads, before and after a handover', async () => {
  for (const manifest of parseManifests(readFileSync('sample/08-endpoint/service.yaml', 'utf8'))) {
    await apply(server, manifest, server.namespace);
  }
  const one = await replica(1);
  await one.program.says(/this process \("tickets-1"\) leads/);
  expect((await untilPointsAt('10.20.1.1')).ports).toMatchObject([{ port: one.port }]);
  const two = await replica(2);
  await two.program.says(/"tickets-1" leads/);
  expect(await (await one.post()).json()).toEqual({ ticket: expect.stringMatching(/^\d+-1$/) });
  expect((await two.post()).status).toBe(503);

  one.program.signal('SIGTERM');
  await two.program.says(/this process \("tickets-2"\) leads/);
  expect((await untilPointsAt('10.20.1.2')).ports).toMatchObject([{ port: two.port }]);
  expect((await two.post()).status).toBe(201);
  await one.program.exit();

  const events = await must(server, 'GET', `/api/v1/namespaces/${server.namespace}/events`);
  const messages = events.json.items!.map(({ message }) => message);
  expect(messages).toEqual(expect.arrayContaining(['tickets-1 became leader', 'tickets-1 stopped leading']));
});
