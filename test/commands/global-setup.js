/** Before the first test, because no hook's time limit is long enough for it: what has to be built takes minutes. */
export default async function buildKubernetesPrograms() {
  const support = '../../.build/test/support';
  const { builtKubeApiServer } = await import(`${support}/kube-apiserver-binary.js`).catch(error => {
    throw new Error('The tests have programs of their own to be compiled first: npm run test:docs', { cause: error });
  });
  const { builtKubectl } = await import(`${support}/kubernetes-binaries.js`);
  await builtKubeApiServer();
  await builtKubectl();
}
