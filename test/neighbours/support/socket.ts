import { type EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { neighboursFolder } from './neighbour-samples.js';

/** A client of socket.io. */
export interface Socket extends EventEmitter {
  emitWithAck(event: string, ...data: unknown[]): Promise<unknown>;
  close(): void;
}

export function socketTo(url: string): Socket {
  const { io } = createRequire(join(neighboursFolder, 'package.json'))('socket.io-client') as {
    io: (url: string, options: object) => Socket;
  };
  return io(url, { transports: ['websocket'], reconnection: false, forceNew: true });
}
