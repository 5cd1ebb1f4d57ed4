import { readFileSync, rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './free-port.js';
import type { KubeApiServerBinary } from './kube-apiserver-binary.js';
import { createClient, createNamespace, type KubeClient } from './kube-apiserver-client.js';
import { apiServerFlags, etcdFlags, prepareFolder } from './kube-apiserver-folder.js';
import { type ServerProcess, startProcess } from './kube-apiserver-process.js';
import type { KubeApiServer, KubeApiServerOptions } from './kube-apiserver.js';

/** Starts a server on a free port of the loopback interface and waits until it is ready. */
export async function startLocalServer(
  { apiServer, etcd: etcdProgram }: KubeApiServerBinary,
  options: KubeApiServerOptions,
): Promise<KubeApiServer> {
  const port = await freePort();
  const url = `https://127.0.0.1:${port}`;
  const { folder, log, authority, ...files } = prepareFolder(url);
  const client = createClient(url, (token = files.adminToken) => ({
    ca: authority.cert,
    headers: { authorization: `Bearer ${token}` },
  }));

  const etcd = etcdProgram
    ? startProcess({ command: etcdProgram, args: etcdFlags(folder), log, exitsWithStdin: false })
    : undefined;
  const flags = [...apiServerFlags(folder, port, { ownEtcd: !etcd }), ...(options.flags ?? [])];
  const start = () => startProcess({ command: apiServer, args: flags, log, exitsWithStdin: !etcd });
  let server = start();

  const stop = async () => {
    await server.kill9();
    await etcd?.kill9();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await ready(client, server, log);
    await createNamespace(client, files.namespace);
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    ...client,
    ...files,
    source: etcd ? 'envtest' : 'built',
    url,
    get pid() {
      return server.pid;
    },
    ca: authority.cert,
    createClientCertificate: (user, groups = []) => authority.client(user, groups),
    kill9: () => server.kill9(),
    async restart() {
      await server.kill9();
      server = start();
      await ready(client, server, log);
    },
    stop,
  };
}

async function ready(client: KubeClient, server: ServerProcess, log: string): Promise<void> {
  const deadline = Date.now() + 120_000;
  let last = '';
  while (Date.now() < deadline) {
    const ended = server.ended();
    if (ended) throw new Error(`kube-apiserver ${ended}:\n${tail(log)}`);
    try {
      const answer = await client.request('GET', '/readyz');
      if (answer.status === 200) return;
      last = answer.text;
    } catch (error) {
      last = String(error);
    }
    await delay(50);
  }
  throw new Error(`kube-apiserver was not ready within two minutes: ${last}\n${tail(log)}`);
}

function tail(log: string): string {
  return readFileSync(log, 'utf8').split('\n').slice(-20).join('\n');
}
