import { type Place, type ProbeOutcome } from '../record/place.js';

/**
 * What a kernel tells of the processes of one network namespace (rule 17). A process that listens is found until it ends:
 * the kernel closes its socket then and not before, however frozen or blocked the process is.
 */
export interface Kernel {
  /** Undefined if this kernel tells nothing. Never rejects. */
  listen(): Promise<ListeningSocket | undefined>;
  /** Whether anybody listens there. Never rejects. */
  probe(socket: string): Promise<ProbeOutcome>;
}

export interface ListeningSocket {
  readonly place: Place;
  close(): void;
}
