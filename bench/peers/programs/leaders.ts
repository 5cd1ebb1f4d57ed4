import { setTimeout as delay } from 'node:timers/promises';
import { Elector, type ElectorOptions } from 'nestjs-kubernetes-leader/elector';
import { endWithParent, say } from './say.js';

// Leaders without followers, each of a lease of its own, with connections of its own, begun at random moments.

const [names, options] = JSON.parse(process.argv[2] ?? '[]') as [string[], ElectorOptions];
endWithParent();
await Promise.all(
  names.map(async leaseName => {
    const elector = new Elector({ ...options, leaseName, logger: false });
    elector.on('acquired', () => say('leading', { leaseName }));
    elector.on('lost', () => say('stopped leading', { leaseName }));
    await delay(Math.random() * 10_000);
    await elector.start();
  }),
);
