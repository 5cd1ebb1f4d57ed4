import { once } from 'node:events';
import { startCluster } from './fleet/cluster.js';
import { Fleet } from './fleet/fleet.js';

// A cluster with the Deployment of sample/deploy, to look around in, until Ctrl-C.
const cluster = await startCluster();
try {
  const fleet = await Fleet.create(cluster);
  await fleet.apply({ replicas: 3 });
  console.log(`The namespace is ${fleet.namespace}.`);
  if (cluster.node) console.log(`A shell in the node, with kubectl and ctr:\n\n${cluster.node.shell()}\n`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await fleet.destroy();
} finally {
  await cluster.stop();
}
