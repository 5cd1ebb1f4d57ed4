import https, { type RequestOptions } from 'node:https';
import { type Socket } from 'node:net';

/** Milliseconds for which a socket waits for the request it was opened for. */
const earlyLifetime = 5_000;

/** An agent that can open a socket before there is a request. */
export class WarmAgent extends https.Agent {
  private early: { readonly name: string; readonly socket: Socket; readonly drop: () => void } | undefined;

  /** Opens a connection for the next request, unless one is idle. Never throws. */
  warm(options: RequestOptions): void {
    const name = this.getName(options);
    if (this.early || this.freeSockets[name]?.length) return;
    let socket: Socket;
    try {
      socket = super.createConnection({ ...options, ...sameAsAgents }) as Socket;
    } catch {
      return; // the request that follows fails in the same way, and can report it
    }
    this.keep(name, socket);
  }

  /** Keeps a connection for the next request, unless there is one already. */
  adopt(options: RequestOptions, socket: Socket): void {
    const name = this.getName(options);
    if (this.early || this.freeSockets[name]?.length) socket.destroy();
    else this.keep(name, socket);
  }

  /** Closes the socket that was opened early, if there is one. */
  dropEarly(): void {
    this.early?.drop();
  }

  /** Node's agents call this if a request finds no idle socket. */
  override createConnection(...[options, callback]: Parameters<https.Agent['createConnection']>) {
    const early = this.early;
    if (early?.name !== this.getName(options)) return super.createConnection(options, callback);
    this.early = undefined;
    const { socket, drop } = early;
    return socket.off('error', drop).off('close', drop).setTimeout(0).off('timeout', drop).ref();
  }

  override destroy(): void {
    this.dropEarly();
    super.destroy();
  }

  private keep(name: string, socket: Socket): void {
    const drop = () => {
      socket.destroy();
      if (this.early?.socket === socket) this.early = undefined;
    };
    socket.on('error', drop).on('close', drop).setTimeout(earlyLifetime, drop).unref();
    this.early = { name, socket, drop };
  }
}

/** The options that Node's agents set for their own sockets. */
const sameAsAgents = { ALPNProtocols: ['http/1.1'], noDelay: true };
