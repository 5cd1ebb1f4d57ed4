import { type ChildProcess } from 'node:child_process';
import { serviceAddress } from './addresses.js';
import { type Namespaces } from './namespaces.js';
import { type NodeFolder } from './node-folder.js';

/** A file is seen from all network namespaces, so a Unix socket is a way in. */
const program = `
const net = require('node:net');
net.createServer(client => {
  const server = net.connect(443, '${serviceAddress}');
  client.on('error', () => server.destroy()).on('close', () => server.destroy());
  server.on('error', () => client.destroy()).on('close', () => client.destroy());
  client.pipe(server).pipe(client);
}).listen(process.argv[1]);
`;

/** The way to the API server from outside. */
export function startRelay(namespaces: Namespaces, folder: NodeFolder): { socket: string; process: ChildProcess } {
  const socket = folder.file('api.sock');
  const relay = namespaces.start(process.execPath, ['-e', program, socket], folder.file('relay.log'));
  return { socket, process: relay };
}
