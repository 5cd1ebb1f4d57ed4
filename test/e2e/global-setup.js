/**
 * Before the first test, because no hook's time limit is long enough for it: where the kube-apiserver has to be built,
 * this takes minutes. Where there is no server to be had, the run ends here, with one message instead of one a test.
 */
export default async function prepareKubeApiServer() {
  const { prepareKubeApiServer: prepare } = await import('../../.build/test/support/kube-apiserver.js').catch(error => {
    throw new Error('The tests have programs of their own to be compiled first: npm run test:e2e', { cause: error });
  });
  await prepare();
}
