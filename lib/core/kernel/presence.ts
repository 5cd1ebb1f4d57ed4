import { type Place, type ProbeOutcome } from '../record/place.js';
import { type Kernel, type ListeningSocket } from './kernel.js';

/** The socket by which neighbours find this process, open while a lease may name it. All electors of an app share it. */
export class Presence {
  private readonly users = new Map<object, unknown>();
  private listening: Promise<ListeningSocket | undefined> | undefined;

  constructor(private readonly kernel: Kernel) {}

  /** @param settled told of the place as soon as somebody listens there, or of none if that cannot be; not after `leave` */
  enter(user: object, settled: (place: Place | undefined) => void): void {
    this.users.set(user, settled);
    const listening = (this.listening ??= this.kernel.listen());
    void listening.then(socket => {
      // Whoever has left meanwhile must not write down a place that is no more.
      if (this.listening === listening && this.users.get(user) === settled) settled(socket?.place);
    });
  }

  /** No lease names that user as its holder any more. */
  leave(user: object): void {
    if (!this.users.delete(user) || this.users.size > 0) return;
    const { listening } = this;
    this.listening = undefined;
    void listening?.then(socket => socket?.close());
  }

  probe(socket: string): Promise<ProbeOutcome> {
    return this.kernel.probe(socket);
  }
}
