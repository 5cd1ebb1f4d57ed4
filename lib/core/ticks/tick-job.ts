import { type ResolvedTickOptions } from './once-options.js';
import { type Schedule } from './schedule.js';

/** A job whose ticks are kept. */
export interface TickJob {
  /** In the ledger. */
  readonly name: string;
  /** In messages: `InvoiceJobs.sendInvoices`. */
  readonly call: string;
  readonly options: ResolvedTickOptions;
  /** When it is to run, as its scheduler has it now; undefined if that has no such job (any more). */
  schedule(): Schedule | undefined;
  /** Whether its scheduler would run it now: it may have been stopped. */
  isActive(): boolean;
  run(): unknown;
}
