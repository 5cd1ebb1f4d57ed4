import { Elector, type ElectorOptions } from 'nestjs-kubernetes-leader/elector';
import { endWithParent, say } from './say.js';

// Leaders without followers, each of a lease of its own.

endWithParent();
for (const options of JSON.parse(process.argv[2] ?? '[]') as ElectorOptions[]) {
  const elector = new Elector({ ...options, logger: false });
  const { leaseName } = elector;
  elector.on('acquired', () => say('leading', { leaseName }));
  elector.on('lost', () => say('stopped leading', { leaseName }));
  await elector.start();
}
