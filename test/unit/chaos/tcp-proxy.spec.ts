import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { TcpProxy } from '../../chaos/proxy/tcp-proxy.js';

/** Answers each chunk with the same in capitals. */
describe('A proxy', () => {
  let server: Server;
  let heard: string;
  let proxy: TcpProxy;
  const clients: Socket[] = [];

  beforeEach(async () => {
    heard = '';
    server = createServer(socket => {
      socket.on('error', () => {});
      socket.on('data', chunk => {
        heard += chunk.toString();
        socket.write(chunk.toString().toUpperCase());
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    proxy = await TcpProxy.to((server.address() as AddressInfo).port);
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await proxy.close();
    await new Promise(resolve => server.close(resolve));
  });

  const client = async () => {
    const socket = connect(proxy.port, '127.0.0.1');
    clients.push(socket);
    socket.on('error', () => {});
    await once(socket, 'connect');
    return socket;
  };
  /** However it came about: `once` would reject for an error. */
  const closed = (socket: Socket) => new Promise(resolve => socket.once('close', resolve));
  const answerTo = async (socket: Socket, text: string) => {
    socket.write(text);
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    return chunk.toString();
  };

  it('passes both directions on', async () => {
    const socket = await client();
    expect(await answerTo(socket, 'one')).toBe('ONE');
    expect(await answerTo(socket, 'two')).toBe('TWO');
  });

  it('passes the end of a connection on', async () => {
    const socket = await client();
    await answerTo(socket, 'one');
    socket.end();
    await once(socket, 'end');
  });

  it('cuts the connections that stand, and new ones', async () => {
    const socket = await client();
    await answerTo(socket, 'one');
    proxy.become({ kind: 'cut' });
    await closed(socket);
    const late = connect(proxy.port, '127.0.0.1').on('error', () => {});
    await closed(late);
    proxy.become({ kind: 'fine' });
    expect(await answerTo(await client(), 'again')).toBe('AGAIN');
  });

  it('holds what comes, and delivers it in order when the network is fine again', async () => {
    const socket = await client();
    await answerTo(socket, 'one');
    proxy.become({ kind: 'holds' });
    socket.write('two');
    const probe = await client();
    probe.write('three');
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(heard).toBe('one');
    const answers = Promise.all([once(socket, 'data'), once(probe, 'data')]);
    proxy.become({ kind: 'fine' });
    expect(String(await answers)).toBe('TWO,THREE');
  });

  it('swallows answers to requests that arrive; the connection is of no use afterwards', async () => {
    const socket = await client();
    await answerTo(socket, 'one');
    proxy.become({ kind: 'swallows answers' });
    let answers = 0;
    socket.on('data', () => answers++);
    socket.write('two');
    while (heard !== 'onetwo') await new Promise(resolve => setTimeout(resolve, 5));
    proxy.become({ kind: 'fine' });
    await closed(socket);
    expect(answers).toBe(0);
  });

  it('swallows everything', async () => {
    const socket = await client();
    await answerTo(socket, 'one');
    proxy.become({ kind: 'swallows' });
    socket.write('two');
    await new Promise(resolve => setTimeout(resolve, 50));
    proxy.become({ kind: 'fine' });
    await closed(socket);
    expect(heard).toBe('one');
  });

  it('is slow, and keeps the order', async () => {
    proxy.become({ kind: 'slow', milliseconds: 20 });
    const socket = await client();
    socket.write('one');
    setTimeout(() => socket.write('two'), 5);
    let all = '';
    socket.on('data', chunk => (all += chunk.toString()));
    while (all.length < 6) await new Promise(resolve => setTimeout(resolve, 5));
    expect(all).toBe('ONETWO');
  });

  it('resets a connection to a server that is not there', async () => {
    await new Promise(resolve => server.close(resolve));
    const socket = await client();
    await closed(socket);
  });
});
