import { type Row } from '../row.js';
import { afterOutage } from './after-outage.js';
import { appInPod } from './app-in-pod.js';
import { appOutside } from './app-outside.js';
import { appWithCompileCache } from './app-with-compile-cache.js';
import { bytes } from './bytes.js';
import { crash } from './crash.js';
import { firstElection } from './first-election.js';
import { gate } from './gate.js';
import { handover } from './handover.js';
import { herd } from './herd.js';
import { lastWords } from './last-words.js';
import { manyLeases } from './many-leases.js';
import { protocol } from './protocol.js';
import { requests } from './requests.js';
import { restart } from './restart.js';
import { silence } from './silence.js';
import { simulation } from './simulation.js';
import { wholeFleet } from './whole-fleet.js';

/** In the order of the table. */
export const rows: readonly Row[] = [
  handover,
  silence,
  protocol,
  crash,
  lastWords,
  restart,
  wholeFleet,
  firstElection,
  requests,
  bytes,
  herd,
  manyLeases,
  afterOutage,
  appInPod,
  appOutside,
  appWithCompileCache,
  gate,
  simulation,
];
