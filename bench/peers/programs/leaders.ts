import { setTimeout as delay } from 'node:timers/promises';
import { Elector, type ElectorOptions } from 'nestjs-kubernetes-leader/elector';
import { endWithParent, say } from './say.js';

// Leaders without followers, each of a lease of its own, with connections of its own, begun at random moments.

const [count, options] = JSON.parse(process.argv[2] ?? '[]') as [number, ElectorOptions];
endWithParent();
await Promise.all(
  Array.from({ length: count }, async (_, i) => {
    const elector = new Elector({ ...options, leaseName: `lease-${i}`, logger: false });
    elector.on('acquired', () => say('leading', { lease: elector.leaseName }));
    elector.on('lost', () => say('stopped leading', { lease: elector.leaseName }));
    await delay(Math.random() * 10_000);
    await elector.start();
  }),
);
