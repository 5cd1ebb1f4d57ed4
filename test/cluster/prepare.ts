import { prepareAppImage, prepareNodeParts } from './node/parts.js';

// Before the first test, because no hook's time limit is long enough: what has to be built takes minutes. If there is no
// cluster to be had, the run ends here, with one message instead of one a test.
try {
  if (process.argv.includes('--only-image')) console.log(prepareAppImage());
  else if (!process.env.TEST_KUBECONFIG) await prepareNodeParts();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
