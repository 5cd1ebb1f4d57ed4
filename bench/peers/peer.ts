import { type Account } from '../lab/account.js';
import { type Replica } from './replica.js';

/** Somebody who elects leaders, each candidate in a process of its own. */
export interface Peer {
  readonly name: string;
  /** Whether followers tell when they know who leads. */
  readonly saysWhoLeads: boolean;
  /** Whether it tells `up` when its code is loaded, before it campaigns. */
  readonly tellsWhenUp: boolean;
  start(seat: Seat): Promise<Replica>;
}

/** What a candidate is told. */
export interface Seat {
  readonly lease: string;
  readonly account: Account;
}

/** Milliseconds. */
export interface Timings {
  readonly leaseDuration: number;
  readonly renewDeadline: number;
  readonly renewInterval: number;
}
