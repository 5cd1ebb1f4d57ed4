import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { readFileSync, readlinkSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { type ListeningSocket } from '../../../lib/core/kernel/kernel.js';
import { lazyKernel } from '../../../lib/core/kernel/lazy-kernel.js';

const kernel = lazyKernel();
let socket: ListeningSocket | undefined;
let server: Server | undefined;

afterEach(() => {
  socket?.close();
  server?.close();
});

/** As /proc/net/unix has it, from the @ for the zero byte on. */
function names(): string[] {
  const lines = readFileSync('/proc/net/unix', 'latin1').split('\n');
  return lines.flatMap(line => (line.includes('@') ? [line.slice(line.indexOf('@'))] : []));
}

describe("This process's socket", () => {
  it('says in which boot and network namespace it is', async () => {
    socket = await kernel.listen();
    const { bootId, netNamespace } = socket!.place;
    expect(`${bootId}\n`).toBe(readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'));
    expect(`net:[${netNamespace}]`).toBe(readlinkSync('/proc/self/ns/net'));
  });

  it('has a name that no version of Node pads: a shorter one would be another one there', async () => {
    socket = await kernel.listen();
    const [name] = names().filter(name => name.includes(socket!.place.socket));
    expect(name).toHaveLength(108);
    expect(name).toMatch(/^@nestjs-kubernetes-leader\/[\w-]+$/);
  });

  it('drops whoever connects', async () => {
    socket = await kernel.listen();
    const [name] = names().filter(name => name.includes(socket!.place.socket));
    await once(connect({ path: `\0${name.slice(1)}` }).resume(), 'close');
  });

  it('does not keep the process: it is not referenced', async () => {
    const before = process.getActiveResourcesInfo().length;
    socket = await kernel.listen();
    expect(process.getActiveResourcesInfo()).toHaveLength(before);
  });
});

describe('A probe', () => {
  it('is refused where nobody listens, and only there', async () => {
    socket = await kernel.listen();
    const name = socket!.place.socket;
    expect(await kernel.probe(name)).toBe('other');
    socket!.close();
    expect(await kernel.probe(name)).toBe('refused');
  });

  it('proves nothing of a name that no socket can have', async () => {
    expect(await kernel.probe('x'.repeat(200))).toBe('other');
  });

  it('asks no socket but those of this package', async () => {
    server = createServer().listen({ path: '\0somebody-elses' });
    await once(server, 'listening');
    let visits = 0;
    server.on('connection', () => visits++);
    expect(await kernel.probe('somebody-elses')).toBe('refused');
    expect(visits).toBe(0);
  });
});
