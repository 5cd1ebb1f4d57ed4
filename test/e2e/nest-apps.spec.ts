import { afterAll, afterEach, beforeAll, describe, jest } from '@jest/globals';
import { describeCredentials } from './nest-apps/credentials.js';
import { describeEnds } from './nest-apps/ends.js';
import { describeHandovers } from './nest-apps/handovers.js';
import { describeKubeconfigs } from './nest-apps/kubeconfigs.js';
import { describePermissions } from './nest-apps/permissions.js';
import { describePods } from './nest-apps/pods.js';
import { describeSlowServer } from './nest-apps/slow-server.js';
import { World } from './nest-apps/world.js';

jest.setTimeout(120_000);

describe('On a real kube-apiserver', () => {
  let world: World | undefined;
  const getWorld = (): World => {
    if (!world) throw new Error('The server is not there yet.');
    return world;
  };

  beforeAll(async () => {
    world = await World.create();
  }, 180_000);
  afterEach(() => world?.cleanUp());
  afterAll(() => world?.destroy(), 60_000);

  describeHandovers(getWorld);
  describeEnds(getWorld);
  describePods(getWorld);
  describePermissions(getWorld);
  describeSlowServer(getWorld);
  describeKubeconfigs(getWorld);
  describeCredentials(getWorld); // last: it looks at what all the others have printed
});
