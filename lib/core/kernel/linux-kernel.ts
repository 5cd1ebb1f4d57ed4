import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { type Place, type ProbeOutcome } from '../record/place.js';
import { type Kernel, type ListeningSocket } from './kernel.js';

/** Abstract unix sockets: no files, and nobody else's business than the network namespace's. */
export const linuxKernel: Kernel = {
  listen() {
    const place = newPlace();
    return place === undefined ? Promise.resolve(undefined) : listenAt(place);
  },

  probe(socket) {
    const path = pathOf(socket);
    // Node 20 would cut the name off, and find no socket.
    if (path.length > 1 + longestName) return Promise.resolve('other');
    return new Promise<ProbeOutcome>(resolve => {
      const connection = connect({ path });
      connection.on('connect', () => {
        connection.destroy();
        resolve('other');
      });
      connection.on('error', ({ code }: NodeJS.ErrnoException) => {
        resolve(code === 'ECONNREFUSED' ? 'refused' : 'other');
      });
    });
  },
};

/** Undefined if /proc does not tell, or a sandbox hides it. */
function newPlace(): Place | undefined {
  try {
    const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const netNamespace = /^net:\[(\d+)\]$/.exec(readlinkSync('/proc/self/ns/net'))?.[1];
    return bootId === '' || netNamespace === undefined ? undefined : { bootId, netNamespace, socket: randomUUID() };
  } catch {
    return undefined;
  }
}

function listenAt(place: Place): Promise<ListeningSocket | undefined> {
  return new Promise(resolve => {
    const server = createServer(visitor => visitor.destroy());
    server.on('listening', () => resolve({ place, close: () => server.close() }));
    server.on('error', () => resolve(undefined));
    // Not the primary's socket, which would outlive a worker of node:cluster.
    server.listen({ path: pathOf(place.socket), exclusive: true });
    server.unref();
  });
}

/**
 * As long as a name can be: Node 20 pads a shorter one with zeros and later ones do not, so that a replica would take
 * another, which runs on another version of Node, for dead.
 */
const longestName = 107;

/** Only ever a socket of this package, whatever somebody writes into the lease. */
function pathOf(socket: string): string {
  return `\0nestjs-kubernetes-leader/${socket}`.padEnd(1 + longestName, '-');
}
