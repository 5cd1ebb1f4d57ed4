import https, { type RequestOptions } from 'node:https';
import { type Socket } from 'node:net';

/** Milliseconds that a socket waits for the request it was opened for. */
const earlyLifetime = 5_000;

/** An agent that can open a socket before there is a request for it. */
export class WarmAgent extends https.Agent {
  #early: { readonly name: string; readonly socket: Socket; readonly drop: () => void } | undefined;

  /** Opens a connection, unless one is idle; the next request to there takes it. Never throws. */
  warm(options: RequestOptions): void {
    const name = this.getName(options);
    if (this.#early || this.freeSockets[name]?.length) return;
    let socket: Socket;
    try {
      socket = super.createConnection({ ...options, ...sameAsAgents }) as Socket;
    } catch {
      return; // the request that follows meets the same, and can tell
    }
    const drop = () => {
      socket.destroy();
      if (this.#early?.socket === socket) this.#early = undefined;
    };
    socket.on('error', drop).on('close', drop).setTimeout(earlyLifetime, drop).unref();
    this.#early = { name, socket, drop };
  }

  /** Closes a socket opened early. */
  dropEarly(): void {
    this.#early?.drop();
  }

  /** Node's agents call this where a request finds no idle socket. */
  override createConnection(...[options, callback]: Parameters<https.Agent['createConnection']>) {
    const early = this.#early;
    if (early?.name !== this.getName(options)) return super.createConnection(options, callback);
    this.#early = undefined;
    const { socket, drop } = early;
    return socket.off('error', drop).off('close', drop).setTimeout(0).off('timeout', drop).ref();
  }

  override destroy(): void {
    this.dropEarly();
    super.destroy();
  }
}

/** As Node's agents set them for the sockets that requests make them open. */
export const sameAsAgents = { ALPNProtocols: ['http/1.1'], noDelay: true };
