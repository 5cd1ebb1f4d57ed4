import { crashOfTheLeader, deleteUnderTheLeader, editOfTheHolder, lostPacket } from './losses.js';
import { gracefulEnd } from './graceful-end.js';
import { handOver, keptSuccessor, nobodyEligible } from './hand-over.js';
import { quiet } from './quiet.js';
import { silentWatches } from './silent-watches.js';
import { slowServer } from './slow-server.js';
import { stopWithoutServer } from './stop-without-server.js';
import { type Finale } from './finale.js';

export { longestClaim, longestVacancy, settle } from './finale.js';
export { stopOneAfterAnother } from './stop-one-after-another.js';

/** What has to work when nothing else goes wrong: one of them ends each run. */
export const finales: readonly Finale[] = [
  quiet,
  lostPacket,
  crashOfTheLeader,
  deleteUnderTheLeader,
  editOfTheHolder,
  gracefulEnd,
  slowServer,
  stopWithoutServer,
  silentWatches,
  handOver,
  keptSuccessor,
  nobodyEligible,
];
