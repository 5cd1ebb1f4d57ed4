import * as administrators from './administrators.js';
import * as network from './network.js';
import * as operators from './operators.js';
import * as outages from './outages.js';
import * as processes from './processes.js';
import * as places from './places.js';
import { type Trouble } from './trouble.js';
import * as users from './users.js';
import * as watches from './watches.js';

export const troubles: readonly Trouble[] = [
  network,
  watches,
  outages,
  processes,
  places,
  users,
  administrators,
  operators,
].flatMap(group => Object.values(group));
