import { type Row } from '../row.js';
import { handover } from './handover.js';
import { protocol } from './protocol.js';

/** In the order of the table. */
export const rows: readonly Row[] = [handover, protocol];
