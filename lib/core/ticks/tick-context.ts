import { type Ledger } from './ledger.js';
import { type TickClock } from './tick-clock.js';
import { type TickElector } from './tick-elector.js';
import { type TickReports } from './tick-reports.js';
import { type Turns } from './turns.js';

/** What the jobs of one lease share. */
export interface TickContext {
  readonly elector: TickElector;
  readonly ledger: Ledger;
  readonly clock: TickClock;
  readonly reports: TickReports;
  readonly turns: Turns;
  /** When the next tick of any job begins, as far as is known. */
  nextBegin(): number;
}
