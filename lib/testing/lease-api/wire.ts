import { type Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** A client's connection, as the server's end of the wire: it can freeze, go dead, or be reset, whatever is spoken on it. */
export class Wire extends Duplex {
  private isFrozen = false;
  private isDead = false;
  private held: (() => void)[] = [];

  constructor(private readonly socket: Socket) {
    super({ allowHalfOpen: false });
    socket.on('data', (bytes: Buffer) => {
      if (!this.isDead && !this.push(bytes)) socket.pause();
    });
    socket.on('end', () => this.push(null));
    socket.on('error', error => this.destroy(error));
    socket.on('close', () => this.destroy());
    this.on('error', () => {}); // whoever speaks on it hears of it, too
  }

  /** Nothing is sent until it is thawed, not even what answers a ping. */
  freeze(frozen: boolean): void {
    this.isFrozen = frozen;
    if (!frozen) for (const send of this.held.splice(0)) send();
  }

  /** From now on all that either side sends vanishes, and neither is told. */
  die(): void {
    this.isDead = true;
    for (const vanish of this.held.splice(0)) vanish();
  }

  /** Named as a socket's. */
  resetAndDestroy(): void {
    this.socket.resetAndDestroy();
    this.destroy();
  }

  override _read(): void {
    this.socket.resume();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const send = () => void (this.isDead ? done() : this.socket.write(bytes, done));
    if (this.isFrozen && !this.isDead) this.held.push(send);
    else send();
  }

  override _final(done: (error?: Error | null) => void): void {
    if (!this.isDead) this.socket.end();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.held = [];
    this.socket.destroy();
    done(error);
  }
}
